/** Currency signs and codes that may stand before or after a number, and the sign they are shown as. */
export const CURRENCIES: Record<string, string> = {
  eur: "€",
  euro: "€",
  usd: "$",
  us$: "$",
  gbp: "£",
  jpy: "¥",
  cny: "CNY",
  chf: "CHF",
  "fr.": "CHF",
  sek: "SEK",
  nok: "NOK",
  dkk: "DKK",
  pln: "PLN",
  czk: "CZK",
  inr: "₹",
};

const CURRENCY = "€|US\\$|\\$|£|¥|₹|EUR|EURO|USD|GBP|JPY|CNY|CHF|Fr\\.|SEK|NOK|DKK|PLN|CZK|INR";
const SPACES = " \\x{a0}\\x{202f}\\x{2009}";
const APOSTROPHES = "''\\x{2019}";
const NUMBER = `(?i)^(\\()?([-+−])?[${SPACES}]*(${CURRENCY})?[${SPACES}]*([-+−])?(\\d+(?:[.,${APOSTROPHES}${SPACES}]\\d+)*(?:e[-+]?\\d+)?|[.,]\\d+)[${SPACES}]*(${CURRENCY}|%)?([-−])?(\\))?$`;

const MONTHS = [
  ["jan", "january", "januar", "jän", "jänner"],
  ["feb", "february", "februar"],
  ["mar", "march", "mär", "märz", "mrz"],
  ["apr", "april"],
  ["may", "mai"],
  ["jun", "june", "juni"],
  ["jul", "july", "juli"],
  ["aug", "august"],
  ["sep", "sept", "september"],
  ["oct", "october", "okt", "oktober"],
  ["nov", "november"],
  ["dec", "december", "dez", "dezember"],
];
const MONTH_WORD = MONTHS.flat()
  .sort((a, b) => b.length - a.length)
  .join("|");
const TIME = "[T ]+(\\d{1,2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,6})?)?) ?([ap]m)?(?:Z| ?[-+]\\d{2}:?\\d{2})?";
const YEAR_FIRST = `(?i)^(\\d{4})([-/.])(\\d{1,2})[-/.](\\d{1,2})(?:${TIME})?$`;
const YEAR_LAST = `(?i)^(\\d{1,2})([-/.])(\\d{1,2})[-/.](\\d{4}|\\d{2})(?:,?${TIME})?$`;
const DAY_WORD = `(?i)^(?:[a-z]{2,9}\\.?, )?(\\d{1,2})(?:\\.|st|nd|rd|th)?[ -]*(${MONTH_WORD})\\.?[ ,-]*(\\d{4}|\\d{2})(?:,?${TIME})?$`;
const WORD_DAY = `(?i)^(?:[a-z]{3,9}, )?(${MONTH_WORD})\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})(?:,?${TIME})?$`;
const WORD_YEAR = `(?i)^(${MONTH_WORD})\\.?[ -](\\d{4})$`;
const YEAR_MONTH = "^(\\d{4})-(\\d{1,2})$";

const names = (...list: string[]) => `[${list.map((name) => `'${name}'`).join(", ")}]`;
const monthCase = MONTHS.map(
  (words, i) => `WHEN lower(w) IN (${words.map((word) => `'${word}'`).join(", ")}) THEN ${i + 1}`,
).join(" ");

/**
 * SQL macros that read one trimmed cell. Numbers: `tl_number` gives the parts, `tl_shape` how its separators are to be
 * understood, `tl_numeric` its plain decimal text
 * (parts and shape are arguments, so that a query computes them once, in a subquery). Dates: `tl_date_parts`, `tl_timestamp`. Null or '' where it is none.
 */
export const VALUE_MACROS = `
CREATE MACRO tl_number(v) AS regexp_extract(v, '${NUMBER}', ${names("open", "sign1", "unit1", "sign2", "core", "unit2", "sign3", "shut")});
CREATE MACRO tl_shape(core) AS CASE
  WHEN core = '' THEN NULL
  WHEN regexp_full_match(core, '\\d+') THEN 'integer'
  WHEN regexp_full_match(core, '[1-9]\\d{0,2}\\.\\d{3}') THEN 'point3'
  WHEN regexp_full_match(core, '[1-9]\\d{0,2},\\d{3}') THEN 'comma3'
  WHEN regexp_full_match(core, '\\d*\\.\\d+') THEN 'point'
  WHEN regexp_full_match(core, '\\d*,\\d+') THEN 'comma'
  WHEN regexp_full_match(core, '(?i)\\d+([.,]\\d+)?e[-+]?\\d+') THEN 'exponent'
  WHEN regexp_full_match(core, '[1-9]\\d{0,2}(,\\d{2,3})*,\\d{3}(\\.\\d+)?') THEN 'point_grouped'
  WHEN regexp_full_match(core, '[1-9]\\d{0,2}(\\.\\d{3})+(,\\d+)?') THEN 'comma_grouped'
  WHEN regexp_full_match(core, '[1-9]\\d{0,2}([${SPACES}]\\d{3})+([.,]\\d+)?|[1-9]\\d{0,2}([${APOSTROPHES}]\\d{3})+([.,]\\d+)?') THEN 'space_grouped'
END;
CREATE MACRO tl_numeric(p, shape, point_groups, comma_groups) AS
  CASE WHEN shape IS NULL OR (p.open = '(') <> (p.shut = ')') THEN NULL ELSE
    (CASE WHEN p.open = '(' OR p.sign1 IN ('-', '−') OR p.sign2 IN ('-', '−') OR p.sign3 <> '' THEN '-' ELSE '' END) ||
    CASE
      WHEN shape IN ('integer', 'point') THEN p.core
      WHEN shape = 'point3' THEN CASE WHEN point_groups THEN replace(p.core, '.', '') ELSE p.core END
      WHEN shape = 'comma3' THEN CASE WHEN comma_groups THEN replace(p.core, ',', '') ELSE replace(p.core, ',', '.') END
      WHEN shape IN ('comma', 'exponent') THEN replace(p.core, ',', '.')
      WHEN shape = 'point_grouped' THEN replace(p.core, ',', '')
      WHEN shape = 'comma_grouped' THEN replace(replace(p.core, '.', ''), ',', '.')
      WHEN shape = 'space_grouped' THEN replace(regexp_replace(p.core, '[^\\d.,]', '', 'g'), ',', '.')
    END
  END;
CREATE MACRO tl_month(w) AS CASE ${monthCase} END;
CREATE MACRO tl_year(y) AS CASE WHEN length(y) = 2 THEN CASE WHEN y::INT < 70 THEN '20' ELSE '19' END || y ELSE y END;
CREATE MACRO tl_stamp(y, m, d, t, half) AS TRY_CAST(
  lpad(tl_year(y), 4, '0') || '-' || lpad(m::VARCHAR, 2, '0') || '-' || lpad(d::VARCHAR, 2, '0') ||
  CASE WHEN t = '' THEN '' WHEN half = '' THEN ' ' || lpad(t, (length(t) + 3 - strpos(t, ':'))::INT, '0') || CASE WHEN length(t) <= 5 THEN ':00' ELSE '' END
  ELSE ' ' || lpad(((split_part(t, ':', 1)::INT % 12) + CASE WHEN lower(half) = 'pm' THEN 12 ELSE 0 END)::VARCHAR, 2, '0') || ':' || substr(t, strpos(t, ':') + 1) || CASE WHEN length(t) <= 5 THEN ':00' ELSE '' END END
  AS TIMESTAMP);
CREATE MACRO tl_year_last(v) AS regexp_extract(v, '${YEAR_LAST}', ${names("a", "sep", "b", "y", "t", "half")});
CREATE MACRO tl_day_first(p, otherwise) AS p.sep = '.' OR CASE WHEN p.a::INT > 12 THEN true WHEN p.b::INT > 12 THEN false ELSE otherwise END;
CREATE MACRO tl_from_year_first(p) AS CASE WHEN p.y <> '' THEN tl_stamp(p.y, p.m, p.d, p.t, p.half) END;
CREATE MACRO tl_from_year_last(p, day_first) AS CASE WHEN p.y = '' THEN NULL
  WHEN tl_day_first(p, day_first) THEN tl_stamp(p.y, p.b, p.a, p.t, p.half) ELSE tl_stamp(p.y, p.a, p.b, p.t, p.half) END;
CREATE MACRO tl_from_words(p) AS CASE WHEN p.y <> '' THEN tl_stamp(p.y, tl_month(p.m), p.d, p.t, p.half) END;
CREATE MACRO tl_timestamp(v, day_first) AS CASE
  WHEN v IS NULL OR length(v) < 6 OR length(v) > 40 OR NOT regexp_matches(v, '\\d') THEN NULL
  ELSE coalesce(
    tl_from_year_first(regexp_extract(v, '${YEAR_FIRST}', ${names("y", "sep", "m", "d", "t", "half")})),
    tl_from_year_last(tl_year_last(v), day_first),
    tl_from_words(regexp_extract(v, '${DAY_WORD}', ${names("d", "m", "y", "t", "half")})),
    tl_from_words(regexp_extract(v, '${WORD_DAY}', ${names("m", "d", "y", "t", "half")})),
    CASE WHEN regexp_full_match(v, '${WORD_YEAR}') THEN tl_stamp(right(v, 4), tl_month(regexp_extract(v, '${WORD_YEAR}', 1)), '1', '', '') END,
    CASE WHEN regexp_full_match(v, '${YEAR_MONTH}') THEN tl_stamp(left(v, 4), regexp_extract(v, '${YEAR_MONTH}', 2), '1', '', '') END)
  END;
CREATE MACRO tl_boolean(v) AS CASE
  WHEN lower(v) IN ('true', 'yes', 'y', 't', 'ja', 'j', 'wahr', '1') THEN true
  WHEN lower(v) IN ('false', 'no', 'n', 'f', 'nein', 'falsch', '0') THEN false
END;
`;
