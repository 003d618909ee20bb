package io.jenkins.plugins.b2.administration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.XmlFile;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/** What the page Storage lets administrators set, in a file of its own. Immutable. */
final class StorageSettings {
    private static final Logger LOGGER = Logger.getLogger(StorageSettings.class.getName());
    private static final BigDecimal MAX_PRICE = BigDecimal.valueOf(1_000_000);
    private static final int MAX_DECIMALS = 4;

    /** Null where nobody has said. */
    private final BigDecimal price;

    private final boolean daily;

    /**
     * @param price dollars for 10^12 bytes and a month; null for not to show costs
     */
    StorageSettings(BigDecimal price, boolean daily) {
        this.price = price;
        this.daily = daily;
    }

    private static XmlFile file() {
        return new XmlFile(
                Jenkins.XSTREAM2, new File(Jenkins.get().getRootDir(), StoragePage.class.getName() + ".xml"));
    }

    static StorageSettings read() {
        XmlFile file = file();
        try {
            if (file.exists() && file.read() instanceof StorageSettings stored) {
                return stored;
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Could not read " + file, e);
        }
        return new StorageSettings(null, false);
    }

    void write() throws IOException {
        file().write(this);
    }

    /**
     * Dollars for a terabyte and a month, as people write them.
     *
     * @return null when empty
     * @throws IllegalArgumentException when it is no price
     */
    @CheckForNull
    static BigDecimal price(String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            BigDecimal price = new BigDecimal(text.strip());
            if (price.signum() >= 0 && price.compareTo(MAX_PRICE) <= 0 && price.scale() <= MAX_DECIMALS) {
                return price;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(Messages.StorageSettings_noPrice(text), e);
        }
        throw new IllegalArgumentException(Messages.StorageSettings_noPrice(text));
    }

    @CheckForNull
    BigDecimal price() {
        return price;
    }

    boolean isDaily() {
        return daily;
    }
}
