// The elements that /embed/aisle.js brings to a page, their methods and their events.
import type { Message } from "./aisle.js";

/** The conversation on a page of another site. */
export interface AisleChatElement extends HTMLElement {
  /** The conversation as it stands, in order; empty until the window is opened. */
  readonly messages: Message[];
  open(): void;
  close(): void;
  ask(text: string): void;
  /** The id of a product that the next messages are about. */
  select(product: number): void;
}

/** The search on a page of another site. */
export interface AisleSearchElement extends HTMLElement {
  close(): void;
}

/** Each event by its name, and its `detail`. */
export interface AisleEventDetails {
  "aisle:ready": { theme: string };
  "aisle:open": null;
  "aisle:close": null;
  "aisle:messages": { messages: Message[] };
  "aisle:message": { state: "sent" | "answered"; id: string; message: Message };
  "aisle:unread": { count: number };
  "aisle:product": { id: number; url: string; name: string };
  "aisle:results": { total: number };
  "aisle:resize": { height: number };
  "aisle:error": { code: string; sentence?: string };
}

export type AisleEvents = { [Name in keyof AisleEventDetails]: CustomEvent<AisleEventDetails[Name]> };

declare global {
  interface HTMLElementTagNameMap {
    "aisle-chat": AisleChatElement;
    "aisle-search": AisleSearchElement;
  }
  interface HTMLElementEventMap extends AisleEvents {}
  interface WindowEventMap extends AisleEvents {}
}
