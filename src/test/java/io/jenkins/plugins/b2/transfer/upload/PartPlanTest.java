package io.jenkins.plugins.b2.transfer.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.Connections;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Every file that B2 takes is cut into parts that B2 takes. */
class PartPlanTest {
    @Provide
    Arbitrary<Long> lengths() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(0, PartPlan.MAX_LENGTH),
                Arbitraries.longs().between(0, 200_000_000),
                Arbitraries.of(
                        4_999_999L,
                        5_000_000L,
                        5_000_001L,
                        10_000_000L,
                        2L * 16 * 1024 * 1024,
                        2L * 16 * 1024 * 1024 + 1,
                        ConnectionSettings.MAX_PART_SIZE,
                        ConnectionSettings.MAX_PART_SIZE + 1,
                        PartPlan.MAX_LENGTH - 1,
                        PartPlan.MAX_LENGTH));
    }

    @Provide
    Arbitrary<Long> partSizes() {
        return Arbitraries.longs().between(ConnectionSettings.MIN_PART_SIZE, ConnectionSettings.MAX_PART_SIZE);
    }

    private static PartSizes sizes(long usual) {
        return PartSizes.of(usual, ConnectionSettings.MIN_PART_SIZE);
    }

    @Property(tries = 2000)
    void partsCoverTheFileAndAreOfSizesThatB2Takes(
            @ForAll("lengths") long length,
            @ForAll("partSizes") long configured,
            @ForAll @IntRange(min = 1, max = Connections.MAX) int connections) {
        if (!PartPlan.isWorthIt(length, sizes(configured))) {
            assertTrue(length <= ConnectionSettings.MAX_PART_SIZE, "too large for one request");
            return;
        }
        PartPlan plan = PartPlan.of(length, sizes(configured), connections);
        int count = plan.count();
        assertTrue(count >= 2 && count <= PartPlan.MAX_PARTS, plan + " has " + count + " parts");
        long end = 0;
        for (int i = 0; i < count; i++) {
            assertEquals(end, plan.start(i));
            long size = plan.size(i);
            boolean last = i == count - 1;
            assertTrue(size >= (last ? 1 : ConnectionSettings.MIN_PART_SIZE), () -> plan + " has a part of " + size);
            assertTrue(size <= ConnectionSettings.MAX_PART_SIZE, () -> plan + " has a part of " + size);
            end += size;
        }
        assertEquals(length, end);
    }

    @Property(tries = 500)
    void partsAreNotLargerThanConfiguredUnlessThereWouldBeTooMany(
            @ForAll("lengths") long length,
            @ForAll("partSizes") long configured,
            @ForAll @IntRange(min = 1, max = Connections.MAX) int connections) {
        PartPlan plan = PartPlan.of(length, sizes(configured), connections);
        assertTrue(plan.partSize() <= configured || plan.partSize() <= (length + 9_999) / PartPlan.MAX_PARTS);
    }

    @Test
    void aFileForOneRequestIsNotCut() {
        assertFalse(PartPlan.isWorthIt(0, sizes(100_000_000)));
        assertFalse(PartPlan.isWorthIt(5_000_000, sizes(5_000_000)));
        assertTrue(PartPlan.isWorthIt(5_000_001, sizes(5_000_000)));
        assertFalse(PartPlan.isWorthIt(33_554_432, sizes(100_000_000)));
        assertTrue(PartPlan.isWorthIt(33_554_433, sizes(100_000_000)));
    }

    @Test
    void aMediumFileKeepsAllConnectionsBusy() {
        PartPlan plan = PartPlan.of(1_000_000_000, sizes(100_000_000), 10);
        assertEquals(40, plan.count());
    }
}
