#!/usr/bin/env bash
# Runs every test that this machine can run. Arguments go to Maven.
set -euo pipefail
cd "$(dirname "$0")"
. src/scripts/maven.sh

need_java_and_maven
status=0
# Most of a test is waiting, so two run at a time.
forks=-DforkCount=2

echo "== Transfer core, emulator and standalone command (no Jenkins needed) =="
rm -rf target/standalone target/surefire-reports
mvn "${MAVEN_ARGS_QUIET[@]}" "$forks" "$@" -f src/standalone/pom.xml verify || status=1
target/standalone/b2j --version || status=1

echo
echo "== Plugin, in Jenkins =="
plugin=skipped
if maven=$(plugin_maven "$@") && can_build_plugin "$maven" "$@"; then
    plugin=tested
    # Without the tests that have just run; alone, this build runs them, too. Agents of tests live for seconds, in which Java's
    # second compiler costs more than it brings.
    JDK_JAVA_OPTIONS="${JDK_JAVA_OPTIONS:-} -XX:TieredStopAtLevel=1" "$maven" "${MAVEN_ARGS_QUIET[@]}" "$forks" "$@" verify "-Dsurefire.excludesFile=$PWD/src/standalone/tests.txt" || status=1
else
    echo "Not tested here: the Jenkins plugin itself (steps, build actions, configuration, pages), because" \
        "${plugin_obstacle:-a newer Maven} can't be had from this machine's Maven repositories."
fi

echo
echo "== Totals =="
src/scripts/totals.sh target/standalone/surefire-reports target/standalone/failsafe-reports target/surefire-reports || status=1
[ "$plugin" = tested ] || echo "The Jenkins plugin itself was not tested, see above."
[ "$status" = 0 ] && echo "All that ran has passed." || echo "Something failed, see above."
exit "$status"
