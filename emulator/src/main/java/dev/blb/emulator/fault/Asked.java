package dev.blb.emulator.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.blb.emulator.api.Operation;
import java.util.Map;
import java.util.function.Supplier;

/** A call of the API as rules see it; the body is asked for only by rules that name it. */
public record Asked(
        String account, Operation operation, String blbId, Map<String, String> query, Supplier<ObjectNode> body) {}
