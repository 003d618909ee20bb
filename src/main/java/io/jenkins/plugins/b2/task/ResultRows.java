package io.jenkins.plugins.b2.task;

import io.jenkins.plugins.b2.transfer.FileResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Results as a Jenkinsfile can hold them across a restart. */
final class ResultRows {
    private ResultRows() {}

    /** By name: several files move at a time, and which of them ends first is chance. */
    static List<Map<String, Object>> files(List<FileResult> results) {
        List<FileResult> sorted = new ArrayList<>(results);
        sorted.sort(Comparator.comparing(FileResult::name));
        List<Map<String, Object>> rows = new ArrayList<>(sorted.size());
        sorted.forEach(result -> rows.add(result.fields()));
        return rows;
    }
}
