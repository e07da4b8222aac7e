// What Aisle takes and sends, for programs in TypeScript. Made by `manage.py write_protocol`;
// do not edit.
// Names may be added, and none is changed: ignore what you do not know.

/** Say the last question in other words: it and its answer get another version. */
export interface EditFrame {
  type: "edit";
  /** The id of the question. */
  question: string;
  message: string;
  client_id?: string | null;
}

/**
 * What the visitor thinks of an answer that has ended; it takes the place of what was said
 * before, and null takes it back.
 */
export interface FeedbackFrame {
  type: "feedback";
  /** The id of the answer. */
  answer: string;
  rating?: "up" | "down" | null;
  reason?: string;
}

/** What a visitor says. A `client_id` makes it safe to send twice. */
export interface MessageFrame {
  type: "message";
  message: string;
  client_id?: string | null;
  /** The id of the product that is talked about. */
  selected_product?: number | null;
  /** The address, path and query, of the shop's page that the visitor looks at, such as /search/?q=tent. An address of no page of the shop is ignored. */
  page?: string;
  role?: "user";
  timestamp?: string | null;
  metadata?: Record<string, unknown> | null;
}

/** Ask for another version of an answer that has ended, however it ended. */
export interface RetryFrame {
  type: "retry";
  /** The id of the answer. */
  answer: string;
  client_id?: string | null;
}

/** Choose the product that the next messages are about; null takes the choice back. */
export interface SelectFrame {
  type: "select";
  /** The id of a product. */
  product?: number | null;
}

/** End the answer that is being written, and those that wait; what was said stays. */
export interface StopFrame {
  type: "stop";
}

/** What is no longer as it was when an answer was given. */
export interface Change {
  product: number;
  name: string;
  price_then: number;
  currency: string;
  /** Today's; absent where the product is no longer sold. */
  price?: number | null;
  /** It could be bought then, and cannot now. */
  sold_out: boolean;
}

/** What the visitor thinks of an answer. */
export interface FeedbackResult {
  rating: "up" | "down";
  reason: string;
}

export interface Metadata {
  /** Whether the answer rests on what the tools returned. */
  context_used?: boolean | null;
  /** How well the best product answers the words, see the protocol; absent where nothing was looked up. */
  confidence?: number | null;
  error?: "timeout" | "cancelled" | "system_error" | null;
  tool_results?: ToolResult[] | null;
  selected_product?: ProductResult | null;
  /** The cards under the words, in order. */
  products?: ProductResult[] | null;
  /** Products of the answer that cost something else now, or have gone. */
  changes?: Change[] | null;
  feedback?: FeedbackResult | null;
}

/** What a product can be chosen by, such as its colour. */
export interface ProductOption {
  name: string;
  /** The attribute of that name. */
  key: string;
  values: string[];
}

export interface ProductResult {
  id: number;
  sku: string;
  /** The product's page in this shop. */
  url: string;
  name: string;
  description: string;
  /** The whole path, as in "Outdoor > Jackets"; empty where there is none. */
  category: string;
  brand: string;
  price: number;
  compare_at_price?: number | null;
  currency: string;
  /** None: not counted, always available. */
  stock?: number | null;
  available: boolean;
  rating?: number | null;
  rating_count: number;
  attributes: Record<string, unknown>;
  options: ProductOption[];
  /** Empty where the product is sold in one way. */
  variants: ProductVariant[];
  /** The variant that fits the search best, where not all of them fit: `price`, `stock`, `available` and `signed_url` are then of the fitting variants. */
  variant?: ProductVariant | null;
  /** The least price of a variant. */
  price_min?: number | null;
  /** The highest price of a variant. */
  price_max?: number | null;
  /** The first picture; the address may expire. */
  signed_url?: string | null;
  scores: Scores;
  /** It is not what was asked for and only comes close. Such products come last, and are not counted where anything is what was asked for. */
  near: boolean;
  /** How the score is made up, by name; for staff who ask for it. */
  explanation?: Record<string, number> | null;
}

/** What is bought: one value of each option. */
export interface ProductVariant {
  id: number;
  sku: string;
  gtin: string;
  /** The product's page with this variant chosen. */
  url: string;
  /** The value of each option, by its key. */
  values: Record<string, string>;
  price: number;
  compare_at_price?: number | null;
  /** None: not counted, always available. */
  stock?: number | null;
  available: boolean;
  image_url: string;
}

/** How well a product answers the words, each 0.0 to 1.0; all 0 where no words were asked. */
export interface Scores {
  hybrid: number;
  text: number;
  vector: number;
}

export interface ToolResult {
  tool: string;
  result: string;
}

/**
 * One message as it stands: a later one with the same `id` and a larger `seq` takes
 * its place.
 */
export interface WebSocketMessage {
  /** loading: an answer without words yet; error: a frame was refused, see `code`; selected: another product is talked about, `metadata.selected_product`, or none. */
  type: "message" | "loading" | "error" | "selected";
  role: "user" | "assistant";
  message: string;
  timestamp: string;
  metadata?: Metadata | null;
  id?: string | null;
  conversation?: string | null;
  /** Grows with every frame of a conversation; come back with the largest that you hold. */
  seq: number;
  /** Its place in the conversation: 1 is the first question, 2 its answer. */
  position?: number | null;
  /** 1, or more where it was asked again or edited. */
  version?: number | null;
  /** The message whose place it takes. */
  replaces?: string | null;
  status: "sent" | "sending" | "error";
  /** Of an error frame: what went wrong, for programs. */
  code?: string | null;
  /** Of an error frame: after how many seconds the same frame may be taken. */
  retry_after?: number | null;
  /** The sender's own id of what it sent; on a message, it acknowledges it. */
  client_id?: string | null;
}

/** A message as the widget on other sites holds it, and hands it to the page around it. */
export interface Message {
  id: string;
  /** loading: an answer without words yet. */
  type: "message" | "loading";
  content: string;
  sender: "user" | "assistant";
  timestamp: string;
  status: "sent" | "sending" | "error";
  metadata?: Metadata | null;
}

/** An attribute that tells the found products apart. */
export interface AttributeFacet {
  key: string;
  label: string;
  values: Facet[];
}

/** One value, how many of the found products have it, and whether it is asked for. */
export interface Facet {
  value: string;
  label: string;
  count: number;
  selected: boolean;
}

/**
 * Counts over exactly the products that `total` counts; where a facet has a choice, its counts
 * are as they would be without that choice. What has no value is counted under "", so that every
 * facet but `attributes` (which may have several values) adds up.
 */
export interface Facets {
  categories: Facet[];
  brands: Facet[];
  /** By whole stars, rounded down. */
  ratings: Facet[];
  /** "in" and "out". */
  stock: Facet[];
  prices: PriceBand[];
  attributes: AttributeFacet[];
  price_min?: number | null;
  price_max?: number | null;
  /** Decimals that the finest of the found prices needs, at least 2: a band ends one such step below its `high`. */
  price_decimals: number;
  in_stock: number;
}

/**
 * How many of the found products cost at least `low` and less than `high`; the first and the
 * last band are open.
 */
export interface PriceBand {
  low: number | null;
  high: number | null;
  count: number;
}

export interface SearchMetadata {
  search_type: "hybrid" | "text" | "vector" | "browse";
  /** Products that are what was asked for; where there are none, those that only come close. Pages and facets count the same. */
  total_results: number;
  /** Products that are what was asked for; 0 where none is. */
  exact_total: number;
  /** False where products only come close to what was asked for. */
  confident: boolean;
  /** Where it is not confident, a sentence for people that says so. */
  notice: string;
  /** There may be more: a broad question is not counted to its end. */
  total_is_least: boolean;
  page: number;
  page_size: number;
  pages: number;
  weights?: Weights | null;
  understood: Understood[];
  /** The words that were searched, where their spelling was corrected. */
  corrected_words: string;
  facets?: Facets | null;
  error?: "timeout" | "cancelled" | "system_error" | null;
}

/** A constraint that was read out of the words. */
export interface Understood {
  field: string;
  label: string;
  phrase: string;
}

export interface Weights {
  text: number;
  vector: number;
}

/** What a search of the catalogue returns. */
export interface ProductSearchResult {
  data: ProductResult[];
  metadata: SearchMetadata;
}

/** What a client sends to /ws/chat/, one frame at a time. */
export type Frame = MessageFrame | RetryFrame | EditFrame | StopFrame | SelectFrame | FeedbackFrame;
