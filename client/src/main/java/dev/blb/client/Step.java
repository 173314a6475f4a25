package dev.blb.client;

/** One step between a call and the service: it does its part and passes the exchange to the next step. */
@FunctionalInterface
interface Step {
    /** The service's answer; throws {@link BlbException} if there is none, or if it is a failure. */
    Answer send(Exchange exchange);
}
