// Aisle's HTTP API, for programs in TypeScript. Made by `make protocol` from
// /openapi.json; do not edit.

import type { ProductResult, ProductSearchResult, WebSocketMessage } from "./aisle.js";

export interface Again {
  /** Made by you: the same one twice is one version. */
  client_id?: string | null;
}

export interface CategoryResult {
  path: string;
  slug: string;
  url: string;
  /** Active products here and below. */
  products: number;
}

/** A whole conversation, to take away. */
export interface ConversationExport {
  id: string;
  begun: string;
  updated: string;
  messages: WebSocketMessage[];
}

export interface ConversationResult {
  id: string;
  /** Where the same conversation is on a socket. */
  socket: string;
}

/** The one body of every refusal. */
export interface ErrorBody {
  code: string;
  message: string;
  retryable?: boolean;
}

export interface ExchangeResult {
  question: WebSocketMessage;
  answer: WebSocketMessage;
}

/** A category or a brand. */
export interface NamedSuggestion {
  name: string;
  url: string;
  products: number;
}

export interface NewFeedback {
  rating?: "up" | "down" | null;
  /** Up to 500 characters. */
  reason?: string;
}

export interface NewMessage {
  message: string;
  /** Made by you: the same one twice is one message and one answer. */
  client_id?: string | null;
  selected_product?: number | null;
  /** The address, path and query, of the shop's page that the visitor looks at. */
  page?: string;
}

export interface OtherWords {
  message: string;
  /** Made by you: the same one twice is one version. */
  client_id?: string | null;
}

export interface Patience {
  /** Seconds to wait for the answer; with 0 it comes as it stands, to be read again later. */
  wait?: number;
}

export interface PriceBatch {
  prices: (Record<string, unknown>)[];
}

export interface ProductBatch {
  products: (Record<string, unknown>)[];
}

/** One product of a feed. Fields that a feed leaves out keep what the shop already knows. */
export interface ProductBody {
  name: string;
  /** A number, or a text such as “1 299,00 kr”. */
  price: number;
  description?: string;
  brand?: string;
  model?: string;
  /** The whole path, as in "Outdoor > Jackets". */
  category?: string;
  /** Such as EUR. Left out: the product's, or that of most of the shop's products. */
  currency?: string;
  /** The price before, which is shown struck through. */
  compare_at_price?: number | null;
  /** null: not counted, always available. */
  stock?: number | null;
  rating?: number | string | null;
  rating_count?: number;
  popularity?: number;
  /** By name, as in {"colour": "Red", "weight_g": 540}. */
  attributes?: Record<string, unknown>;
  /** The product's page in another shop. */
  url?: string;
  gtin?: string;
  /** false: visitors do not see it. */
  active?: boolean;
  image_url?: string;
  /** The addresses of its pictures, the first one first. */
  image_urls?: string[];
  /** What it is chosen by, in order, as in ["Colour", "Size"]. */
  options?: string[];
  /** PUT takes away a variant that is not named; PATCH merges them by SKU. */
  variants?: ProductVariantRow[];
  /** The price now, where `price` is the regular one. */
  sale_price?: number;
}

/** One product of a feed. Fields that a feed leaves out keep what the shop already knows. */
export interface ProductChange {
  name?: string;
  /** A number, or a text such as “1 299,00 kr”. */
  price?: number;
  description?: string | null;
  brand?: string | null;
  model?: string | null;
  category?: string | null;
  currency?: string | null;
  compare_at_price?: number | null | null;
  stock?: number | null | null;
  rating?: number | string | null | null;
  rating_count?: number | null;
  popularity?: number | null;
  attributes?: Record<string, unknown> | null;
  url?: string | null;
  gtin?: string | null;
  active?: boolean | null;
  image_url?: string | null;
  image_urls?: string[] | null;
  options?: string[] | null;
  variants?: ProductVariantRow[] | null;
  sale_price?: number | null;
}

export interface ProductSuggestion {
  id: number;
  name: string;
  url: string;
  brand?: string;
  price: number;
  currency: string;
  /** The first picture; the address may expire. */
  signed_url?: string | null;
}

/** One variant of a product: a value for each of its options, and what it costs. */
export interface ProductVariantRow {
  /** The shop's own code. */
  sku?: string;
  gtin?: string;
  /** The value of each option, by its name, as in {"Colour": "Red"}. */
  values?: Record<string, string>;
  /** A number, or a text such as “1 299,00 kr”. */
  price?: number;
  /** The price before, which is shown struck through. */
  compare_at_price?: number | null;
  /** null: not counted, always available. */
  stock?: number | null;
  image_url?: string;
  /** false: visitors do not see it. */
  active?: boolean;
  /** The price now, where `price` is the regular one. */
  sale_price?: number;
}

/** What can be asked; everything is optional, and without words the catalogue is browsed. */
export interface SearchParameters {
  /** The words. Prices, brands and colours in them become constraints, as in "warm jacket under 150". */
  q?: string;
  /** Only this category and what is below it, by its slug, such as "outdoor/jackets". `/api/categories` lists them. */
  category?: string;
  /** Only this brand, or any of these. May be given several times. */
  brand?: string[];
  /** Only this colour, as one word, or any of these. May be given several times. */
  colour?: string[];
  /** Attributes as results show them and the value wanted, or any of several. As "key:value", for example "season:winter"; the first colon parts them, and what a product has or has not is "key:yes". May be given several times: any of the values of a key, and all of the keys. `metadata.facets.attributes` lists them. */
  attribute?: string[];
  /** Never these brands. May be given several times. */
  not_brand?: string[];
  /** Never these colours. May be given several times. */
  not_colour?: string[];
  /** Only products at this price or more. */
  price_min?: number | string | null;
  /** Only products at this price or less; not less than `price_min`. */
  price_max?: number | string | null;
  /** Only what is rated so or better, of 5. */
  rating_min?: number | string | null;
  /** Only what can be bought now. */
  in_stock?: boolean;
  /** Only what costs less than it did. */
  discounted?: boolean;
  /** Attributes and the values that a product may not have. As "key:value", for example "season:winter"; the first colon parts them, and what a product has or has not is "key:yes". May be given several times: any of the values of a key, and all of the keys. `metadata.facets.attributes` lists them. */
  not_attribute?: string[];
  /** Attributes that are numbers, and the range. As "key:least..most", for example "weight_g:100..500"; one end may be left out, as in "weight_g:..500". May be given several times. */
  range?: string[];
  /** What a product may not say in its name, category or attributes. May be given several times. */
  not_words?: string[];
  /** Only the lower third of the prices of what is found. */
  cheap?: boolean;
  sort?: "relevance" | "price" | "-price" | "rating" | "newest";
  page?: number;
  page_size?: number;
  /** Take the words as words: read no constraints out of them, correct no spelling. */
  literal?: boolean;
  /** By words and meaning, by words alone, or by meaning alone. */
  mode?: "hybrid" | "text" | "vector";
  /** How much words count; the shop's settings say it where it is left out. */
  weight_text?: number | null;
  /** How much meaning counts. Not both may be 0. */
  weight_vector?: number | null;
  /** With each product, how its score came about. For staff who are signed in; 403 for others. */
  explain?: boolean;
}

export interface Seen {
  /** The largest `seq` that you hold; the header Last-Event-ID outdoes it. */
  seen?: number;
}

/** A product as it is stored, hidden or not, in the words in which it is written. */
export interface StoredProduct {
  id: number;
  sku: string;
  name: string;
  price: number;
  description?: string;
  brand?: string;
  model?: string;
  category?: string;
  currency: string;
  compare_at_price?: number | null;
  /** null: not counted, always available. */
  stock?: number | null;
  rating?: number | null;
  rating_count?: number;
  popularity?: number;
  attributes?: Record<string, unknown>;
  /** Where the product is in another shop. */
  url?: string;
  gtin?: string;
  /** false: visitors do not see it. */
  active?: boolean;
  image_urls?: string[];
  options?: string[];
  variants?: StoredVariant[];
}

/** A variant in the words in which it is written. */
export interface StoredVariant {
  sku?: string;
  gtin?: string;
  /** The value of each option, by its name. */
  values?: Record<string, string>;
  price: number;
  compare_at_price?: number | null;
  /** null: not counted, always available. */
  stock?: number | null;
  image_url?: string;
  active?: boolean;
}

/** What somebody may mean who has typed so far, the likeliest first. */
export interface SuggestionResult {
  /** The words that were looked up, in lower case; corrected where nothing begins as they were typed. */
  words: string;
  corrected?: boolean;
  /** False where products only come close to what was asked for. */
  confident?: boolean;
  /** Where it is not confident, a sentence for people that says so. */
  notice?: string;
  queries?: string[];
  categories?: NamedSuggestion[];
  brands?: NamedSuggestion[];
  products?: ProductSuggestion[];
}

/** A value that was left out or changed, and what was done. */
export interface WriteRemark {
  column: string;
  value: string;
  action: string;
}

/** How many rows changed something; only rows with a remark or a refusal are named. */
export interface WrittenPrices {
  read: number;
  changed: number;
  unchanged: number;
  refused: number;
  /** How many values were left out or changed. */
  remarks: number;
  /** The first 1,000 with a remark or a refusal. */
  rows: WrittenRow[];
}

/** What became of a row. */
export interface WrittenRow {
  /** The row's place, from 1. */
  line: number;
  /** Empty where the row has none. */
  sku: string;
  status: "created" | "changed" | "unchanged" | "hidden" | "refused";
  /** Why it was refused. */
  reason?: string;
  remarks?: WriteRemark[];
  /** The product, for GET. */
  id?: number | null;
  /** The product's page in this shop. */
  url?: string;
}

/** An answer to each row, in their order. */
export interface WrittenRows {
  rows: WrittenRow[];
  created?: number;
  changed?: number;
  unchanged?: number;
  refused?: number;
}

/** Every operation by its method and address: what it takes, and what each status carries. */
export interface Operations {
  /** Search products */
  "GET /api/products/search": {
    query: { q?: string; category?: string; brand?: string[]; colour?: string[]; attribute?: string[]; not_brand?: string[]; not_colour?: string[]; price_min?: number | string | null; price_max?: number | string | null; rating_min?: number | string | null; in_stock?: boolean; discounted?: boolean; not_attribute?: string[]; range?: string[]; not_words?: string[]; cheap?: boolean; sort?: "relevance" | "price" | "-price" | "rating" | "newest"; page?: number; page_size?: number; literal?: boolean; mode?: "hybrid" | "text" | "vector"; weight_text?: number | null; weight_vector?: number | null; explain?: boolean };
    responses: {
      200: ProductSearchResult;
      400: ErrorBody;
      401: ErrorBody;
      403: ErrorBody;
      422: ErrorBody;
      503: ErrorBody;
    };
  };
  /** Suggestions for words being typed */
  "GET /api/products/suggest": {
    query: { q: string };
    responses: {
      200: SuggestionResult;
      400: ErrorBody;
      401: ErrorBody;
      422: ErrorBody;
      503: ErrorBody;
    };
  };
  /** All categories, each with its number of products */
  "GET /api/categories": {
    responses: {
      200: CategoryResult[];
      400: ErrorBody;
      401: ErrorBody;
      422: ErrorBody;
      503: ErrorBody;
    };
  };
  /** Write many products */
  "POST /api/products/batch": {
    body: ProductBatch;
    responses: {
      200: WrittenRows;
      400: ErrorBody;
      401: ErrorBody;
      403: ErrorBody;
      413: ErrorBody;
      422: ErrorBody;
      429: ErrorBody;
      503: ErrorBody;
    };
  };
  /** Change prices and stock alone */
  "PATCH /api/prices": {
    body: PriceBatch;
    responses: {
      200: WrittenPrices;
      400: ErrorBody;
      401: ErrorBody;
      403: ErrorBody;
      413: ErrorBody;
      422: ErrorBody;
      429: ErrorBody;
      503: ErrorBody;
    };
  };
  /** One product as it is stored, by its SKU */
  "GET /api/products/by-sku/{sku}": {
    path: { sku: string };
    responses: {
      200: StoredProduct;
      400: ErrorBody;
      401: ErrorBody;
      403: ErrorBody;
      404: ErrorBody;
      422: ErrorBody;
      429: ErrorBody;
      503: ErrorBody;
    };
  };
  /** One product */
  "GET /api/products/{product_id}": {
    path: { product_id: number };
    responses: {
      200: ProductResult;
      400: ErrorBody;
      401: ErrorBody;
      404: ErrorBody;
      422: ErrorBody;
      503: ErrorBody;
    };
  };
  /** Write a product whole */
  "PUT /api/products/{product_id}": {
    path: { product_id: string };
    body: ProductBody;
    responses: {
      200: WrittenRow;
      201: WrittenRow;
      400: ErrorBody;
      401: ErrorBody;
      403: ErrorBody;
      412: ErrorBody;
      413: ErrorBody;
      422: ErrorBody;
      429: ErrorBody;
      503: ErrorBody;
    };
  };
  /** Change some fields of a product */
  "PATCH /api/products/{product_id}": {
    path: { product_id: string };
    body: ProductChange;
    responses: {
      200: WrittenRow;
      400: ErrorBody;
      401: ErrorBody;
      403: ErrorBody;
      404: ErrorBody;
      412: ErrorBody;
      413: ErrorBody;
      422: ErrorBody;
      429: ErrorBody;
      503: ErrorBody;
    };
  };
  /** Hide a product */
  "DELETE /api/products/{product_id}": {
    path: { product_id: string };
    responses: {
      200: WrittenRow;
      400: ErrorBody;
      401: ErrorBody;
      403: ErrorBody;
      404: ErrorBody;
      412: ErrorBody;
      422: ErrorBody;
      429: ErrorBody;
      503: ErrorBody;
    };
  };
  /** Begin a conversation */
  "POST /api/conversations": {
    responses: {
      201: ConversationResult;
      400: ErrorBody;
      401: ErrorBody;
      403: ErrorBody;
      503: ErrorBody;
    };
  };
  /** All that was said */
  "GET /api/conversations/{conversation_id}/messages": {
    path: { conversation_id: string };
    responses: {
      200: WebSocketMessage[];
      400: ErrorBody;
      401: ErrorBody;
      404: ErrorBody;
      422: ErrorBody;
      503: ErrorBody;
    };
  };
  /** Say something */
  "POST /api/conversations/{conversation_id}/messages": {
    path: { conversation_id: string };
    query: { wait?: number };
    body: NewMessage;
    responses: {
      200: ExchangeResult;
      400: ErrorBody;
      401: ErrorBody;
      403: ErrorBody;
      404: ErrorBody;
      410: ErrorBody;
      413: ErrorBody;
      422: ErrorBody;
      429: ErrorBody;
      503: ErrorBody;
    };
  };
  /** All that is said, as server-sent events */
  "GET /api/conversations/{conversation_id}/events": {
    path: { conversation_id: string };
    query: { seen?: number };
    responses: {
      200: string;
      400: ErrorBody;
      401: ErrorBody;
      404: ErrorBody;
      422: ErrorBody;
      429: ErrorBody;
      503: ErrorBody;
    };
  };
  /** Ask for an answer again */
  "POST /api/conversations/{conversation_id}/messages/{message_id}/retry": {
    path: { conversation_id: string; message_id: string };
    query: { wait?: number };
    body: Again;
    responses: {
      200: ExchangeResult;
      400: ErrorBody;
      401: ErrorBody;
      403: ErrorBody;
      404: ErrorBody;
      409: ErrorBody;
      410: ErrorBody;
      413: ErrorBody;
      422: ErrorBody;
      429: ErrorBody;
      503: ErrorBody;
    };
  };
  /** Change the last question */
  "POST /api/conversations/{conversation_id}/messages/{message_id}/edit": {
    path: { conversation_id: string; message_id: string };
    query: { wait?: number };
    body: OtherWords;
    responses: {
      200: ExchangeResult;
      400: ErrorBody;
      401: ErrorBody;
      403: ErrorBody;
      404: ErrorBody;
      409: ErrorBody;
      410: ErrorBody;
      413: ErrorBody;
      422: ErrorBody;
      429: ErrorBody;
      503: ErrorBody;
    };
  };
  /** All versions of a message */
  "GET /api/conversations/{conversation_id}/messages/{message_id}/versions": {
    path: { conversation_id: string; message_id: string };
    responses: {
      200: WebSocketMessage[];
      400: ErrorBody;
      401: ErrorBody;
      404: ErrorBody;
      422: ErrorBody;
      503: ErrorBody;
    };
  };
  /** Say what you think of an answer */
  "PUT /api/conversations/{conversation_id}/messages/{message_id}/feedback": {
    path: { conversation_id: string; message_id: string };
    body: NewFeedback;
    responses: {
      200: WebSocketMessage;
      400: ErrorBody;
      401: ErrorBody;
      403: ErrorBody;
      404: ErrorBody;
      413: ErrorBody;
      422: ErrorBody;
      503: ErrorBody;
    };
  };
  /** Take it away */
  "GET /api/conversations/{conversation_id}/export": {
    path: { conversation_id: string };
    responses: {
      200: ConversationExport;
      400: ErrorBody;
      401: ErrorBody;
      404: ErrorBody;
      422: ErrorBody;
      503: ErrorBody;
    };
  };
  /** Erase it */
  "DELETE /api/conversations/{conversation_id}": {
    path: { conversation_id: string };
    responses: {
      204: undefined;
      400: ErrorBody;
      401: ErrorBody;
      403: ErrorBody;
      404: ErrorBody;
      422: ErrorBody;
      503: ErrorBody;
    };
  };
  /** End the answer that is being written */
  "POST /api/conversations/{conversation_id}/stop": {
    path: { conversation_id: string };
    responses: {
      204: undefined;
      400: ErrorBody;
      401: ErrorBody;
      403: ErrorBody;
      404: ErrorBody;
      422: ErrorBody;
      503: ErrorBody;
    };
  };
}
