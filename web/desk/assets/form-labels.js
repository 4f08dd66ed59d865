/** What the numbered fields of the forms are called, as far as the declaration itself does not show them. */

const TK1_TS = {
  "02": { vi: "Giới tính", en: "Sex" },
  "04": { vi: "Quốc tịch", en: "Nationality" },
  "05": { vi: "Dân tộc", en: "Ethnic group" },
  "06": { vi: "Số CMND/CCCD/Hộ chiếu", en: "Identity card or passport number" },
  18: { vi: "Nội dung thay đổi, yêu cầu khác", en: "What changes, other requests" },
  19: { vi: "Hồ sơ kèm theo", en: "Papers enclosed" },
};
const SD_GD = {
  1: { vi: "Kính gửi: Bảo hiểm xã hội", en: "To: Social Insurance of" },
  4: { vi: "Số CCCD/Căn cước", en: "Identity card number" },
  7: { vi: "Thông tin thay đổi, bổ sung", en: "What is changed or added" },
};

/**
 * @param {any} declaration
 * @returns {[import("../../assets/language.js").Pair, string][]} label and text of each filled field that is not shown anyway
 */
export function otherFields({ form, fields }) {
  const labels = form === "02-SDGD" ? SD_GD : TK1_TS;
  return Object.entries(fields)
    .filter(([number]) => labels[number])
    .sort(([one], [other]) => Number(one) - Number(other))
    .map(([number, text]) => [{ vi: `[${number}] ${labels[number].vi}`, en: `[${number}] ${labels[number].en}` }, text]);
}
