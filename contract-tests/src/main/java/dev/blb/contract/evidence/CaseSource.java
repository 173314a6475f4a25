package dev.blb.contract.evidence;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;
import org.junit.platform.commons.support.ReflectionSupport;

/** The arguments of a case, from a static method of its class that gives a stream: those that the run selects. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(CaseSource.Provider.class)
public @interface CaseSource {
    /** The name of the method. */
    String value();

    /** Reads the annotation. */
    final class Provider implements ArgumentsProvider, AnnotationConsumer<CaseSource> {
        private String method = "";

        /** For JUnit. */
        public Provider() {}

        @Override
        public void accept(CaseSource source) {
            method = source.value();
        }

        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            Selection selection = Selection.of(context);
            Object stream = ReflectionSupport.findMethod(context.getRequiredTestClass(), method)
                    .map(found -> ReflectionSupport.invokeMethod(found, null))
                    .orElseThrow(() -> new IllegalArgumentException("there is no method " + method));
            return ((Stream<?>) stream)
                    .filter(argument -> selection.includes(context.getRequiredTestClass(), argument))
                    .map(Arguments::of);
        }
    }
}
