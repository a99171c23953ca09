// A number as digits with its area code, however it is written: `0999-1234567`,
// `tel:0999-1234567` and `+86-999-1234567` are the same number.

export const digits = (text) =>
  text
    .replace(/^tel:/i, "")
    .replace(/^\+86-?0?/, "0")
    .replace(/\D/g, "");

// A number with an area code, as a string of its own in a data file.
export const isLandline = (text) => /^(tel:)?(\+86-?|0)\d{2,3}-?\d{7,8}$/.test(text.trim());
