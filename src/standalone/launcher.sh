#!/bin/sh
# Little memory, one quiet collector: this runs beside the work of others. B2_JAVA_OPTIONS adds to it or overrides it.
# Classes that the JVM has laid out before, in a file beside this one, make it start faster: see docs/standalone.md.
[ -f "$0.jsa" ] && classes="-XX:SharedArchiveFile=$0.jsa" || classes=
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -Xmx192m ${classes:+"$classes" -Xlog:disable} \
    $B2_JAVA_OPTIONS -jar "$0" "$@"
