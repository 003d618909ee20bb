# Finds a Maven that can build this project. Sourced by verify.sh and demo.sh, from the top folder.

MAVEN_VERSION=3.9.11
MAVEN_ARGS_QUIET=(-B -ntp -Dstyle.color=never)
# A repository that can't be reached is to be known as such within seconds.
MAVEN_ARGS_HASTY=(-Daether.connector.connectTimeout=5000 -Daether.connector.http.retryHandler.count=0
    -Dmaven.wagon.http.retryHandler.count=0)

need_java_and_maven() {
    local major
    command -v java >/dev/null || die "No java on the PATH. Install a JDK, version 17 or newer."
    command -v javac >/dev/null || die "There is a java but no javac. Install a JDK, version 17 or newer."
    command -v mvn >/dev/null || die "No mvn on the PATH. Install Maven, version 3.6.3 or newer."
    major=$(javac -version 2>&1 | sed -E 's/^javac ([0-9]+).*/\1/')
    [ "$major" -ge 17 ] || die "javac is version $major. Install a JDK, version 17 or newer."
}

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Prints the command of a Maven that is new enough for the plugin's parent POM, fetching one if need be.
plugin_maven() {
    local version
    version=$(mvn -v 2>/dev/null | sed -E -n 's/.*Apache Maven ([0-9]+\.[0-9]+\.[0-9]+).*/\1/p')
    if [ "$(printf '%s\n3.9.6\n' "$version" | sort -V | head -n 1)" = 3.9.6 ]; then
        command -v mvn
        return
    fi
    local home="target/maven/apache-maven-$MAVEN_VERSION"
    if [ ! -x "$home/bin/mvn" ]; then
        # Not with the plugin's pom.xml, which an old Maven can't read.
        mvn -q "${MAVEN_ARGS_QUIET[@]}" "$@" -f src/standalone/pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.9.0:unpack \
            "-Dartifact=org.apache.maven:apache-maven:$MAVEN_VERSION:zip:bin" "-DoutputDirectory=$PWD/target/maven" >&2 \
            || return 1
        chmod +x "$home/bin/mvn"
    fi
    printf '%s\n' "$PWD/$home/bin/mvn"
}

# Whether everything that the plugin build needs from Jenkins' Maven repository can be had. Says what is missing
# in $plugin_obstacle.
can_build_plugin() {
    local maven=$1 log=target/plugin-resolution.log
    shift
    mkdir -p target
    if "$maven" "${MAVEN_ARGS_QUIET[@]}" "${MAVEN_ARGS_HASTY[@]}" "$@" dependency:resolve >"$log" 2>&1; then
        return 0
    fi
    if ! grep -qE 'Non-resolvable|could not be resolved|Could not (find|transfer|resolve)|Unresolveable' "$log"; then
        cat "$log" >&2
        die "The plugin's pom.xml can't be read, see above."
    fi
    plugin_obstacle=$(grep -oE '(org\.jenkins-ci|io\.jenkins|org\.jenkinsci)[A-Za-z0-9._-]*:[A-Za-z0-9._:-]+' "$log" \
        | grep -v ':backblaze-b2:' | head -n 1)
    return 1
}
