#!/usr/bin/env bash
# Measures the command b2j beside other clients. `src/benchmark/run.sh --quick` takes some minutes, without it over an
# hour; --help lists the options. Needs GNU time, and rclone and backblaze-b2 for the comparison.
set -euo pipefail
cd "$(dirname "$0")/../.."
. src/scripts/maven.sh

need_java_and_maven
[ -x /usr/bin/time ] || die "No /usr/bin/time. Install GNU time (Debian: apt install time)."
out=$PWD/target/benchmark
mkdir -p "$out/classes"
mvn -q "${MAVEN_ARGS_QUIET[@]}" -f src/standalone/pom.xml package -DskipTests \
    org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath "-Dmdep.outputFile=$out/classpath"
find src/benchmark/java -name '*.java' -exec javac --release 17 -d "$out/classes" -cp "$(cat "$out/classpath")" {} +
B2_CLASS_ARCHIVE=now target/standalone/b2j --version
# What is measured is software, not a disk: files go to memory where there is plenty of it.
folder=$out/work
if [ "$(df --output=avail -B1G /dev/shm 2>/dev/null | tail -n 1)" -ge 18 ] 2>/dev/null; then
    folder=/dev/shm/b2-benchmark-$$
fi
exec java -cp "$out/classes:$(cat "$out/classpath")" io.jenkins.plugins.b2.benchmark.Benchmark \
    --b2 "$PWD/target/standalone/b2j" --folder "$folder" --results "$out/results.md" "$@"
