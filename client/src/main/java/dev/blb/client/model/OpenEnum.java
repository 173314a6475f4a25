package dev.blb.client.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serializable;

/**
 * An enumeration that the service may extend: its values are texts, the documented ones are constants. A value that this
 * client does not know is kept as it was read and can be sent back. Two values are equal when their texts are.
 */
public interface OpenEnum extends Serializable {
    /** The text on the wire; empty when the service left out a member that it always sends. */
    @JsonValue
    String value();
}
