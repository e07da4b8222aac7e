// A program that uses every shape of the package; `make types` compiles it under --strict.
import type {
  AisleChatElement, ErrorBody, Message, MessageFrame, Operations, ProductResult, ProductSearchResult, ToolResult, WebSocketMessage,
} from "aisle-types";

type Search = Operations["GET /api/products/search"];
const query: Search["query"] = { q: "warm jacket", price_max: 150, sort: "price" };

export async function search(shop: string): Promise<ProductResult[]> {
  const response = await fetch(`${shop}/api/products/search?q=${query.q}`);
  if (!response.ok) throw new Error(((await response.json()) as ErrorBody).message);
  const found: Search["responses"][200] = await response.json();
  const { data, metadata }: ProductSearchResult = found;
  const weights: { text: number; vector: number } | null | undefined = metadata.weights;
  console.log(metadata.search_type, metadata.total_results, weights?.text, metadata.error);
  return data.filter(({ price, scores }) => price < 150 && scores.hybrid > 0);
}

export function asHeld(sent: WebSocketMessage & { id: string }): Message {
  const { id, role: sender, message: content, timestamp, status, metadata } = sent;
  return { id, type: sent.type === "loading" ? "loading" : "message", content, sender, timestamp, status, metadata };
}

export function results(message: Message): string[] {
  const tools: ToolResult[] = message.metadata?.tool_results ?? [];
  const chosen: ProductResult | null | undefined = message.metadata?.selected_product;
  return [...tools.map(({ tool, result }) => `${tool}: ${result}`), chosen?.signed_url ?? ""];
}

export const said: MessageFrame = { type: "message", message: "tents" };

const chat: AisleChatElement = document.createElement("aisle-chat");
chat.addEventListener("aisle:message", ({ detail }) => {
  const { content, status }: Message = detail.message;
  console.log(detail.state, content, status, chat.messages.length);
});
addEventListener("aisle:product", ({ detail }) => console.log(detail.url));

// @ts-expect-error  no message has this status
export const wrong: Message["status"] = "lost";
