/**
 * The number to write on a form.
 * @param {string} identifier as identifier.js tells it
 * @returns {string} a health-card number's last ten digits, which are the social insurance number; others as they are
 */
export const insuranceNumber = (identifier) => (identifier.length === 15 ? identifier.slice(-10) : identifier);
