package io.jenkins.plugins.b2.transfer;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.jenkins.plugins.b2.transfer.concurrent.CancelledException;
import io.jenkins.plugins.b2.transfer.encryption.CiphertextInputStream;
import io.jenkins.plugins.b2.transfer.encryption.PlaintextSource;
import io.jenkins.plugins.b2.transfer.encryption.Primitives;
import io.jenkins.plugins.b2.transfer.encryption.WipeableKey;
import io.jenkins.plugins.b2.transfer.files.SafeNames;
import io.jenkins.plugins.b2.transfer.files.WholeFile;
import java.lang.reflect.Field;
import java.util.List;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The walls of the house: who may know whom. */
class ArchitectureTest {
    private static final String ROOT = "io.jenkins.plugins.b2";
    private static final String CORE = ROOT + ".transfer";
    private static final List<String> SMALL_ROOMS =
            List.of("throttle", "encryption", "progress", "retry", "concurrent", "files");
    private static final List<String> LARGE_ROOMS = List.of("http", "protocol", "operation");

    /**
     * The command refuses a target's name as the core would, and ends a listing when nobody reads on; the step that lists writes
     * to a file that appears whole.
     */
    private static final DescribedPredicate<JavaClass> INSIGHTS =
            type(SafeNames.class).or(type(CancelledException.class)).or(type(WholeFile.class));

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages(ROOT);

    private static String room(String name) {
        return CORE + "." + name + "..";
    }

    private static String[] rooms(Stream<String> names) {
        return names.map(ArchitectureTest::room).toArray(String[]::new);
    }

    @Test
    void theCoreKnowsNoJenkinsAndNoneOfItsUsers() {
        noClasses()
                .that()
                .resideInAPackage(CORE + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "hudson..",
                        "jenkins..",
                        "org.kohsuke..",
                        "picocli..",
                        "com.google.gson..",
                        "org.eclipse.jetty..",
                        ROOT + ".emulator..",
                        ROOT + ".standalone..")
                .check(PRODUCT);
    }

    @Test
    void theCoreGetsByOnFourLibraries() {
        classes()
                .that()
                .resideInAPackage(CORE + "..")
                .should(onlyDependOnClassesThat(resideInAnyPackage(
                        CORE + "..",
                        "java..",
                        "javax..",
                        "com.backblaze.b2..",
                        "org.apache.hc..",
                        "org.apache.tools.ant..",
                        "org.bouncycastle..")))
                .check(PRODUCT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"throttle", "encryption", "progress", "retry", "concurrent", "files"})
    void smallRoomsKnowNeitherEachOtherNorWhatIsAboveThem(String name) {
        String[] others = rooms(Stream.concat(SMALL_ROOMS.stream(), LARGE_ROOMS.stream())
                .filter(other -> !other.equals(name))
                .filter(other -> !(name.equals("files") && other.equals("encryption"))));
        noClasses()
                .that()
                .resideInAPackage(room(name))
                .should()
                .dependOnClassesThat(resideInAnyPackage(others).or(resideInAnyPackage(CORE)))
                .check(PRODUCT);
    }

    @Test
    void filesKnowOfEncryptionOnlyWhatASourceIs() {
        noClasses()
                .that()
                .resideInAPackage(room("files"))
                .should()
                .dependOnClassesThat(resideInAnyPackage(room("encryption"))
                        .and(type(PlaintextSource.class).negate()))
                .check(PRODUCT);
    }

    /** The formats know what they share; what they are made of is nobody else's. */
    @Test
    void onlyTheRegistryOfEncryptionKnowsTheFormats() {
        noClasses()
                .that()
                .resideOutsideOfPackages(room("encryption.content"), room("encryption.gcm"), room("encryption.fernet"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(room("encryption.gcm"), room("encryption.fernet"))
                .check(PRODUCT);
        noClasses()
                .that()
                .resideOutsideOfPackage(room("encryption"))
                .should()
                .dependOnClassesThat(
                        type(Primitives.class).or(type(WipeableKey.class)).or(type(CiphertextInputStream.class)))
                .check(PRODUCT);
    }

    @Test
    void largeRoomsKnowOnlyThoseBelow() {
        noClasses()
                .that()
                .resideInAPackage(room("http"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(room("protocol"), room("operation"))
                .check(PRODUCT);
        noClasses()
                .that()
                .resideInAPackage(room("protocol"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(room("operation"))
                .check(PRODUCT);
    }

    @Test
    void roomsFormNoCycles() {
        slices().matching(CORE + ".(**)").should().beFreeOfCycles().check(PRODUCT);
    }

    @Test
    void usersOfTheCoreSeeItsPublicFaceOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(CORE + "..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                                rooms(Stream.of("retry", "concurrent", "files", "http", "protocol", "operation")))
                        .and(not(INSIGHTS)))
                .check(PRODUCT);
    }

    @Test
    void nothingStaticThatAllMayChange() {
        fields().that()
                .areStatic()
                .and()
                .areNotPrivate()
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .and()
                .areDeclaredInClassesThat()
                .resideInAPackage(CORE + "..")
                .should()
                .beFinal()
                .andShould(notBeArrays())
                .check(PRODUCT);
    }

    private static ArchCondition<JavaField> notBeArrays() {
        return new ArchCondition<>("not be arrays, which anybody could write to") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                JavaClass type = field.getRawType();
                events.add(new SimpleConditionEvent(field, !type.isArray(), field.getFullName() + " is an array"));
            }
        };
    }

    @Test
    void loggersCarryTheProductsName() throws Exception {
        List<JavaField> loggers = PRODUCT.stream()
                .filter(type -> type.getPackageName().startsWith(CORE))
                .flatMap(type -> type.getFields().stream())
                .filter(field -> field.getRawType().isEquivalentTo(Logger.class))
                .toList();
        assertFalse(loggers.isEmpty());
        for (JavaField logger : loggers) {
            Field field = logger.reflect();
            field.setAccessible(true);
            String name = ((Logger) field.get(null)).getName();
            assertTrue(name.startsWith(ROOT + "."), () -> logger.getFullName() + " logs as " + name);
        }
    }
}
