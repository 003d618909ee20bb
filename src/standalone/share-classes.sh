#!/bin/sh
# share-classes.sh COMMAND: lays out the classes of b2j in a file beside it, COMMAND.jsa, from which the Java of this
# machine starts it faster. Learns from the demonstration which they are. To be repeated when the command or Java has
# changed.
set -eu
command=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

quietly() {
    "$java" -XX:+UseSerialGC "$@" >"$folder/said" 2>&1 || { cat "$folder/said" >&2; exit 1; }
}
rm -f "$command.jsa"
quietly "-XX:DumpLoadedClassList=$folder/classes" -jar "$command" demo </dev/null
quietly -Xshare:dump "-XX:SharedClassListFile=$folder/classes" "-XX:SharedArchiveFile=$command.jsa" -cp "$command"
echo "$command.jsa"
