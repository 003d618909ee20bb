package io.jenkins.plugins.b2.transfer.encryption.gcm;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.Primitives;
import io.jenkins.plugins.b2.transfer.encryption.WipeableKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What an AES256_GCM file begins with: our header, which the rest authenticates as associated data, and Tink's. Numbers
 * are big-endian. Written down in docs/reference/encryption-format.md.
 */
final class GcmHeader {
    static final byte VERSION = 1;
    /** The longest header of ours that is read; with the longest name there is room for as much again. */
    static final int MAX_OWN_BYTES = 2048;
    /** B2's limit, and 1 is the least: a file that has no name can't be asked for. */
    static final int MAX_NAME_BYTES = 1024;

    /** Like PNG's: a byte that no text begins with, and a line end that careless copying would change. */
    private static final byte[] MAGIC = {(byte) 0x89, 'B', '2', 'E', 'N', 'C', '\r', '\n'};

    private static final int VERSION_AT = MAGIC.length;
    private static final int LENGTH_AT = VERSION_AT + 1;
    private static final int KDF_AT = LENGTH_AT + Short.BYTES;
    private static final int SALT_BYTES = KdfParameters.FRESH_SALT_BYTES;
    private static final int KEY_CHECK_AT = KDF_AT + 1 + Integer.BYTES + SALT_BYTES;
    private static final int KEY_CHECK_BYTES = 32;
    private static final int NAME_LENGTH_AT = KEY_CHECK_AT + KEY_CHECK_BYTES;
    private static final int NAME_AT = NAME_LENGTH_AT + Short.BYTES;
    /** Fields from this type on may be left aside by a reader that doesn't know them. */
    private static final int FIRST_OPTIONAL_FIELD = 128;

    private static final int FILE_SALT_BYTES = 32;
    private static final int NONCE_PREFIX_BYTES = 7;
    private static final int RANDOM_BYTES = FILE_SALT_BYTES + NONCE_PREFIX_BYTES;
    /** Version (1), KDF id (1), iterations (4), salt (16), and Tink's two random values. */
    private static final int PUBLIC_BYTES = 2 + Integer.BYTES + SALT_BYTES + RANDOM_BYTES;

    private static final String KEY_CHECK_LABEL = "backblaze-b2 key check v1";

    private final KdfParameters parameters;
    private final String name;
    private final byte[] own;
    private final byte[] random;

    private GcmHeader(KdfParameters parameters, String name, byte[] own, byte[] random) {
        this.parameters = parameters;
        this.name = name;
        this.own = own;
        this.random = random;
    }

    static boolean hasMagic(byte[] head, int length) {
        return length >= MAGIC.length && Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** With new randomness for one file. */
    static GcmHeader create(KdfParameters parameters, String name, byte[] derivedKey) {
        return create(parameters, name, derivedKey, Primitives.random(RANDOM_BYTES));
    }

    private static GcmHeader create(KdfParameters parameters, String name, byte[] derivedKey, byte[] random) {
        byte[] salt = parameters.salt();
        if (salt.length != SALT_BYTES) {
            throw new IllegalArgumentException(
                    "Salt of [" + salt.length + "] bytes, the header of AES256_GCM has room for [" + SALT_BYTES + "]");
        }
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        if (nameBytes.length == 0 || nameBytes.length > MAX_NAME_BYTES || hasControls(name)) {
            throw new IllegalArgumentException(
                    "Name of [" + nameBytes.length + "] bytes; the header of AES256_GCM takes what B2 takes: 1 to ["
                            + MAX_NAME_BYTES + "] bytes without control characters");
        }
        byte[] own = ByteBuffer.allocate(NAME_AT + nameBytes.length)
                .put(MAGIC)
                .put(VERSION)
                .putShort((short) (NAME_AT + nameBytes.length))
                .put((byte) parameters.algorithm())
                .putInt(parameters.iterations())
                .put(salt)
                .put(keyCheck(derivedKey, salt))
                .putShort((short) nameBytes.length)
                .put(nameBytes)
                .array();
        return new GcmHeader(parameters, name, own, random);
    }

    static GcmHeader parse(byte[] head, int length) throws DecryptionException {
        if (!hasMagic(head, length)) {
            throw malformed("The content doesn't begin as AES256_GCM does");
        }
        if (length > VERSION_AT && head[VERSION_AT] != VERSION) {
            throw new DecryptionException(
                    Kind.UNSUPPORTED,
                    "The content has version [" + (head[VERSION_AT] & 0xff) + "] of the AES256_GCM format, known is ["
                            + VERSION + "]; a newer version of this software may read it");
        }
        if (length < NAME_AT) {
            throw truncated(length, "at least [" + (NAME_AT + 1 + GcmLayout.TINK_HEADER_BYTES) + "]");
        }
        ByteBuffer in = ByteBuffer.wrap(head, 0, length).position(LENGTH_AT);
        int ownBytes = in.getShort() & 0xffff;
        if (ownBytes <= NAME_AT || ownBytes > MAX_OWN_BYTES) {
            throw malformed("The header says that it has [" + ownBytes + "] bytes, possible are [" + (NAME_AT + 1)
                    + ".." + MAX_OWN_BYTES + "]");
        }
        KdfParameters parameters = parameters(in);
        if (length < ownBytes + GcmLayout.TINK_HEADER_BYTES) {
            throw truncated(length, "[" + (ownBytes + GcmLayout.TINK_HEADER_BYTES) + "]");
        }
        in.limit(ownBytes).position(NAME_LENGTH_AT);
        String name = name(in);
        checkFields(in);
        if (head[ownBytes] != GcmLayout.TINK_HEADER_BYTES) {
            throw malformed("The stream's header says it has [" + (head[ownBytes] & 0xff) + "] bytes, wanted ["
                    + GcmLayout.TINK_HEADER_BYTES + "]");
        }
        byte[] random = Arrays.copyOfRange(head, ownBytes + 1, ownBytes + GcmLayout.TINK_HEADER_BYTES);
        return new GcmHeader(parameters, name, Arrays.copyOf(head, ownBytes), random);
    }

    /** From the KDF id on. */
    private static KdfParameters parameters(ByteBuffer in) throws DecryptionException {
        int algorithm = in.get() & 0xff;
        if (algorithm != KdfParameters.PBKDF2_HMAC_SHA256) {
            throw new DecryptionException(
                    Kind.UNSUPPORTED,
                    "The header names key derivation [" + algorithm + "], known is [" + KdfParameters.PBKDF2_HMAC_SHA256
                            + "]; a newer version of this software may know it");
        }
        long iterations = in.getInt() & 0xffffffffL;
        if (iterations < KdfParameters.MIN_ITERATIONS || iterations > KdfParameters.MAX_ITERATIONS) {
            throw malformed("The header asks for [" + iterations + "] iterations of key derivation, accepted are ["
                    + KdfParameters.MIN_ITERATIONS + ".." + KdfParameters.MAX_ITERATIONS + "]");
        }
        byte[] salt = new byte[SALT_BYTES];
        in.get(salt);
        return new KdfParameters(algorithm, (int) iterations, salt);
    }

    private static String name(ByteBuffer in) throws DecryptionException {
        int length = in.getShort() & 0xffff;
        if (length == 0 || length > MAX_NAME_BYTES || length > in.remaining()) {
            throw malformed("The header says that the file's name has [" + length + "] bytes, possible are [1.."
                    + Math.min(MAX_NAME_BYTES, in.remaining()) + "]");
        }
        int limit = in.limit();
        try {
            String name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(in.limit(in.position() + length))
                    .toString();
            if (hasControls(name)) {
                throw malformed("The file's name in the header has control characters, which no name in B2 has");
            }
            return name;
        } catch (CharacterCodingException e) {
            throw malformed("The file's name in the header is not UTF-8");
        } finally {
            in.limit(limit);
        }
    }

    /** Behind the name a later writer may put fields: type (1), length (2), value. */
    private static void checkFields(ByteBuffer in) throws DecryptionException {
        while (in.hasRemaining()) {
            int type = in.get() & 0xff;
            int length = in.remaining() < Short.BYTES ? Integer.MAX_VALUE : in.getShort() & 0xffff;
            if (length > in.remaining()) {
                throw malformed("Field [" + type + "] of the header reaches beyond its end");
            }
            if (type < FIRST_OPTIONAL_FIELD) {
                throw new DecryptionException(
                        Kind.UNSUPPORTED,
                        "The header has field [" + type + "], without which the content can't be read and which is"
                                + " unknown here; a newer version of this software may know it");
            }
            in.position(in.position() + length);
        }
    }

    /** What B2 refuses in names. */
    private static boolean hasControls(String name) {
        return name.chars().anyMatch(c -> c < 32 || c == 127);
    }

    private static DecryptionException malformed(String message) {
        return new DecryptionException(Kind.MALFORMED, message);
    }

    private static DecryptionException truncated(int length, String wanted) {
        return new DecryptionException(
                Kind.TRUNCATED, "The content ends after [" + length + "] bytes, its header alone has " + wanted);
    }

    /** From what {@link #publicHeader} gave. */
    static GcmHeader restore(byte[] publicHeader, String name, byte[] derivedKey) throws DecryptionException {
        byte[] random = Arrays.copyOfRange(publicHeader, PUBLIC_BYTES - RANDOM_BYTES, PUBLIC_BYTES);
        return create(parameters(publicHeader), name, derivedKey, random);
    }

    /** The parameters in what {@link #publicHeader} gave. */
    static KdfParameters parameters(byte[] publicHeader) throws DecryptionException {
        if (publicHeader.length != PUBLIC_BYTES || publicHeader[0] != VERSION) {
            throw malformed("A public header of [" + publicHeader.length + "] bytes belongs to no format");
        }
        return parameters(ByteBuffer.wrap(publicHeader).position(1));
    }

    /** What can't be derived from passphrase and name: all that has to be kept to make the same file again. */
    byte[] publicHeader() {
        return ByteBuffer.allocate(PUBLIC_BYTES)
                .put(VERSION)
                .put((byte) parameters.algorithm())
                .putInt(parameters.iterations())
                .put(parameters.salt())
                .put(random)
                .array();
    }

    /** Both headers, as they stand in the file. */
    byte[] bytes() {
        return ByteBuffer.allocate(own.length + GcmLayout.TINK_HEADER_BYTES)
                .put(own)
                .put((byte) GcmLayout.TINK_HEADER_BYTES)
                .put(random)
                .array();
    }

    GcmLayout layout(int segmentBytes) {
        return new GcmLayout(own.length, segmentBytes);
    }

    KdfParameters parameters() {
        return parameters;
    }

    String name() {
        return name;
    }

    byte[] noncePrefix() {
        return Arrays.copyOfRange(random, FILE_SALT_BYTES, RANDOM_BYTES);
    }

    /** Whether the file was made with this derived key, as far as the header tells; in constant time. */
    boolean fits(byte[] derivedKey) {
        byte[] found = Arrays.copyOfRange(own, KEY_CHECK_AT, KEY_CHECK_AT + KEY_CHECK_BYTES);
        return MessageDigest.isEqual(found, keyCheck(derivedKey, parameters.salt()));
    }

    private static byte[] keyCheck(byte[] derivedKey, byte[] salt) {
        return Primitives.hkdf(derivedKey, salt, KEY_CHECK_LABEL.getBytes(StandardCharsets.US_ASCII));
    }

    /** Tink's key of this one file; our whole header is its associated data. */
    WipeableKey fileKey(byte[] derivedKey) {
        byte[] fileKey = Primitives.hkdf(derivedKey, Arrays.copyOf(random, FILE_SALT_BYTES), own);
        try {
            return new WipeableKey(Primitives.AES, fileKey);
        } finally {
            Arrays.fill(fileKey, (byte) 0);
        }
    }
}
