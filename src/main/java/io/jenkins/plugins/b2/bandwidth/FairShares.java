package io.jenkins.plugins.b2.bandwidth;

import java.util.Arrays;
import java.util.Comparator;

/** Max-min fair division: nobody gets more than asked for, and what is left over goes to those who want more. */
final class FairShares {
    private FairShares() {}

    /**
     * @param capacity to divide
     * @param demands of each; {@link Double#POSITIVE_INFINITY} for as much as possible
     * @return what each gets, in the same order
     */
    static double[] divide(double capacity, double[] demands) {
        Integer[] byDemand = new Integer[demands.length];
        Arrays.setAll(byDemand, i -> i);
        Arrays.sort(byDemand, Comparator.comparingDouble(i -> demands[i]));
        double[] shares = new double[demands.length];
        double left = capacity;
        for (int i = 0; i < byDemand.length; i++) {
            double equal = left / (byDemand.length - i);
            shares[byDemand[i]] = Math.min(demands[byDemand[i]], equal);
            left -= shares[byDemand[i]];
        }
        return shares;
    }
}
