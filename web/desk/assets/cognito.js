/**
 * The sign-in of the staff, directly against their Cognito user pool.
 * @typedef {{IdToken: string, AccessToken: string, RefreshToken?: string, ExpiresIn: number}} Tokens
 * @typedef {{AuthenticationResult?: Tokens, ChallengeName?: string, Session?: string,
 *   ChallengeParameters?: Record<string, string>}} Answer
 */

import { Problem } from "../../assets/api.js";
import { deployment } from "./deployment.js";
import { exchange } from "./exchange.js";

// What Cognito calls it → our code. NotAuthorizedException means two things, see refusal().
const CODES = {
  CodeMismatchException: "WRONG_MFA_CODE",
  EnableSoftwareTokenMFAException: "WRONG_MFA_CODE",
  ExpiredCodeException: "WRONG_MFA_CODE",
  InvalidPasswordException: "STAFF_PASSWORD_REFUSED",
  PasswordHistoryPolicyViolationException: "STAFF_PASSWORD_REFUSED",
  LimitExceededException: "TOO_MANY_ATTEMPTS",
  TooManyRequestsException: "TOO_MANY_ATTEMPTS",
  TooManyFailedAttemptsException: "TOO_MANY_ATTEMPTS",
  PasswordResetRequiredException: "ASK_ADMINISTRATOR",
  UserNotConfirmedException: "ASK_ADMINISTRATOR",
  UserNotFoundException: "WRONG_SIGN_IN",
};

/** @param {string} username @param {string} password @returns {Promise<Answer>} @throws {Problem} */
export const signIn = (username, password) =>
  initiate("USER_PASSWORD_AUTH", { USERNAME: username, PASSWORD: password });

/** @param {string} refreshToken @returns {Promise<Answer>} @throws {Problem} */
export const refresh = (refreshToken) => initiate("REFRESH_TOKEN_AUTH", { REFRESH_TOKEN: refreshToken });

/**
 * Answer what a sign-in asks for next.
 * @param {string} challenge its name @param {string} session @param {Record<string, string>} responses
 * @returns {Promise<Answer>} @throws {Problem}
 */
export const respond = (challenge, session, responses) =>
  callAsClient("RespondToAuthChallenge", { ChallengeName: challenge, Session: session, ChallengeResponses: responses });

/** @param {string} session @returns {Promise<{SecretCode: string, Session: string}>} for an authenticator app */
export const newAuthenticator = (session) => call("AssociateSoftwareToken", { Session: session });

/** @param {string} session @param {string} code @returns {Promise<{Session: string}>} @throws {Problem} */
export const verifyAuthenticator = (session, code) =>
  call("VerifySoftwareToken", { Session: session, UserCode: code });

/** End what the refresh token, and all that came of it, may do. @param {string} refreshToken */
export const revoke = (refreshToken) => callAsClient("RevokeToken", { Token: refreshToken });

const initiate = (flow, parameters) => {
  const refused = flow === "REFRESH_TOKEN_AUTH" ? "SIGN_IN_EXPIRED" : "WRONG_SIGN_IN";
  return callAsClient("InitiateAuth", { AuthFlow: flow, AuthParameters: parameters }, refused);
};

async function callAsClient(action, told, refused) {
  const { userPoolClientId } = await deployment();
  return call(action, { ClientId: userPoolClientId, ...told }, refused);
}

/** @param {string} action @param {object} told @param {string} [refused] our code for NotAuthorizedException */
async function call(action, told, refused = "SIGN_IN_EXPIRED") {
  const { signInUrl } = await deployment();
  const { response, body } = await exchange(signInUrl, {
    method: "POST",
    headers: { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": `AWSCognitoIdentityProviderService.${action}` },
    body: JSON.stringify(told),
  });
  if (response.ok) return body ?? {};
  throw new Problem({ code: code(body, response, refused) });
}

function code(body, response, refused) {
  const name = String(body?.__type ?? "").split("#").pop();
  if (name === "NotAuthorizedException") return /attempts exceeded/i.test(body.message) ? "TOO_MANY_ATTEMPTS" : refused;
  return CODES[name] ?? (response.status === 429 ? "TOO_MANY_ATTEMPTS" : "UNEXPECTED");
}
