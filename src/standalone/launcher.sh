#!/bin/sh
# Little memory, one quiet collector: this runs beside the work of others. B2_JAVA_OPTIONS adds to it or overrides it.
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -Xmx192m $B2_JAVA_OPTIONS -jar "$0" "$@"
