package io.jenkins.plugins.b2.emulator.api;

import io.jenkins.plugins.b2.emulator.auth.Grant;
import io.jenkins.plugins.b2.emulator.auth.Token;
import io.jenkins.plugins.b2.emulator.http.ServerExchange;
import io.jenkins.plugins.b2.emulator.store.B2Failure;

/**
 * One call being served.
 *
 * @param version of the API, 1 to 4, as the path says
 * @param rest the path behind the call's name, still encoded, without a leading slash
 * @param token the account token, already checked; null for calls that bring another kind
 */
record Call(
        Service service, ServerExchange exchange, String name, int version, String rest, Params params, Token token) {

    Grant grant() {
        return token.grant();
    }

    Call with(Params newParams) {
        return new Call(service, exchange, name, version, rest, newParams, token);
    }

    Call with(Token newToken) {
        return new Call(service, exchange, name, version, rest, params, newToken);
    }

    /** Checks a call's {@code accountId}, which names the only account there is. */
    void checkAccount() {
        if (!params.string("accountId").equals(service.account().accountId())) {
            throw B2Failure.badRequest("Invalid accountId: " + params.string("accountId"));
        }
    }

    /** The base of all URLs in answers: the host by which the client has reached the emulator. */
    String baseUrl() {
        String host = exchange.header("Host");
        boolean plain = host != null && host.matches("[A-Za-z0-9.:\\[\\]-]+");
        String realm = service.realm();
        return plain ? realm.substring(0, realm.indexOf("://") + 3) + host : realm;
    }
}
