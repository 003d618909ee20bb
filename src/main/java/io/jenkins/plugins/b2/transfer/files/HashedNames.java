package io.jenkins.plugins.b2.transfer.files;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A set of names of which only hashes of 64 bits are kept: 16 to 32 bytes a name, however long it is. Two names of a million
 * have the same hash once in thirty million runs, and nobody can find such names beforehand, because each set hashes with a
 * key of its own. Not thread-safe.
 */
final class HashedNames {
    private static final int KEY_BYTES = 16;
    private static final int LEAST = 1 << 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] key = new byte[KEY_BYTES];
    private final MessageDigest digest;
    /** Zero is a free place. */
    private long[] places = new long[LEAST];

    private int count;

    HashedNames() {
        RANDOM.nextBytes(key);
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    boolean contains(String name) {
        return places[place(places, hash(name))] != 0;
    }

    /** False when it was there. */
    boolean add(String name) {
        long hash = hash(name);
        int place = place(places, hash);
        if (places[place] != 0) {
            return false;
        }
        places[place] = hash;
        if (++count > places.length / 4 * 3) {
            grow();
        }
        return true;
    }

    private void grow() {
        long[] larger = new long[Math.multiplyExact(places.length, 2)];
        Arrays.stream(places).filter(hash -> hash != 0).forEach(hash -> larger[place(larger, hash)] = hash);
        places = larger;
    }

    /** Where it is, or would be. */
    private static int place(long[] places, long hash) {
        int place = (int) hash & places.length - 1;
        while (places[place] != 0 && places[place] != hash) {
            place = place + 1 & places.length - 1;
        }
        return place;
    }

    private long hash(String name) {
        digest.update(key);
        long hash = ByteBuffer.wrap(digest.digest(name.getBytes(StandardCharsets.UTF_8)))
                .getLong();
        return hash == 0 ? 1 : hash;
    }
}
