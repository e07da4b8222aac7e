// Types of Aisle: the shapes that it sends, its HTTP API, and the elements that its script brings to other sites.
export type * from "./aisle.js";
export type * from "./api.js";
export type * from "./elements.js";
