// The frames of Aisle's conversation, for programs in TypeScript. Made by `manage.py write_protocol`; do not edit.
// Names may be added, and none is changed: ignore what you do not know.

/** What a visitor says. A `client_id` makes it safe to send twice. */
export interface MessageFrame {
  type: "message";
  message: string;
  client_id?: string | null;
  /** The id of the product that is talked about. */
  selected_product?: number | null;
  role?: "user";
  timestamp?: string | null;
  metadata?: Record<string, unknown> | null;
}

/** End the answer that is being written; what was said stays. */
export interface StopFrame {
  type: "stop";
}

export interface Metadata {
  /** Whether the answer rests on what the tools returned. */
  context_used?: boolean | null;
  /** How well the best product answers the words; absent where nothing was looked up. */
  confidence?: number | null;
  error?: "timeout" | "cancelled" | "system_error" | null;
  tool_results?: ToolResult[] | null;
  selected_product?: ProductResult | null;
  /** The cards under the words, in order. */
  products?: ProductResult[] | null;
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
  /** The first picture; the address may expire. */
  signed_url?: string | null;
  scores: Scores;
  /** How the score came about, by name; for staff who ask for it. */
  explanation?: Record<string, number> | null;
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

/** One message as it stands: a later one with the same `id` and a larger `seq` takes its place. */
export interface WebSocketMessage {
  /** loading: an answer without words yet; error: a frame was refused, see `code`. */
  type: "message" | "loading" | "error";
  role: "user" | "assistant";
  message: string;
  timestamp: string;
  metadata?: Metadata | null;
  id?: string | null;
  conversation?: string | null;
  seq: number;
  status: "sent" | "sending" | "error";
  /** Of an error frame: what went wrong, for programs. */
  code?: string | null;
  /** The sender's own id of the message. */
  client_id?: string | null;
}

/** What a client sends to /ws/chat/, one frame at a time. */
export type Frame = MessageFrame | StopFrame;
