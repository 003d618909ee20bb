#!/usr/bin/env bash
# Shows the main job at work: ./demo.sh in a Jenkins, ./demo.sh --standalone on the terminal.
set -euo pipefail
cd "$(dirname "$0")"
. src/scripts/maven.sh

standalone=no
if [ "${1:-}" = --standalone ]; then
    standalone=yes
    shift
fi
need_java_and_maven

build_command() {
    echo "Building the command (the first time, Maven fetches its libraries) ..."
    mvn -q "${MAVEN_ARGS_QUIET[@]}" "$@" -f src/standalone/pom.xml package -DskipTests
}

if [ "$standalone" = no ]; then
    if maven=$(plugin_maven "$@") && can_build_plugin "$maven" "$@"; then
        build_command "$@"
        exec src/scripts/demo-jenkins.sh "$maven" "$@"
    fi
    echo "A Jenkins can't be started here, because ${plugin_obstacle:-a newer Maven} can't be had from this machine's" \
        "Maven repositories. The same story without Jenkins:"
fi
build_command "$@"
exec target/standalone/b2j demo
