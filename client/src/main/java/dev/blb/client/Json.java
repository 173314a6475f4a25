package dev.blb.client;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.deser.Deserializers;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedConstructor;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.blb.client.model.OpenEnum;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The one JSON mapper: it reads answers leniently, so that members the service adds or leaves out do no harm; {@link Call} asks for ids and lists. */
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // Lists of one protocol do not always name it [seed].
            .disable(MapperFeature.REQUIRE_TYPE_ID_FOR_SUBTYPES)
            .annotationIntrospector(new NullMarkedComponents())
            .addModule(new SimpleModule() {
                private static final long serialVersionUID = 1L;

                @Override
                public void setupModule(SetupContext context) {
                    context.addDeserializers(new OpenEnums());
                }
            })
            .build();

    private Json() {}

    /** A missing or null component without {@code @Nullable} is read as empty, as its annotation says. */
    private static final class NullMarkedComponents extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonSetter.Value findSetterInfo(Annotated annotated) {
            if (annotated instanceof AnnotatedParameter parameter
                    && parameter.getOwner() instanceof AnnotatedConstructor constructor) {
                boolean nullable = constructor
                        .getAnnotated()
                        .getAnnotatedParameterTypes()[parameter.getIndex()]
                        .isAnnotationPresent(Nullable.class);
                return JsonSetter.Value.forValueNulls(nullable ? Nulls.SET : Nulls.AS_EMPTY);
            }
            return super.findSetterInfo(annotated);
        }
    }

    private static final class OpenEnums extends Deserializers.Base {
        @Override
        public @Nullable JsonDeserializer<?> findBeanDeserializer(
                JavaType type, DeserializationConfig config, BeanDescription description) {
            return OpenEnum.class.isAssignableFrom(type.getRawClass())
                    ? new OpenEnumReader(type.getRawClass().asSubclass(OpenEnum.class))
                    : null;
        }
    }

    private static final class OpenEnumReader extends StdScalarDeserializer<OpenEnum> {
        private static final long serialVersionUID = 1L;

        OpenEnumReader(Class<? extends OpenEnum> type) {
            super(type);
        }

        @Override
        public OpenEnum deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return of(parser.getText(), context);
        }

        @Override
        public Object getEmptyValue(DeserializationContext context) throws JsonMappingException {
            return of("", context);
        }

        private OpenEnum of(String text, DeserializationContext context) throws JsonMappingException {
            try {
                return (OpenEnum) handledType().getConstructor(String.class).newInstance(text);
            } catch (ReflectiveOperationException notOpen) {
                return context.reportInputMismatch(this, "%s has no public constructor from a text", handledType());
            }
        }
    }
}
