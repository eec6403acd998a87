/** The models panel's call to the host. An answer is data or a reason; it never throws. */
import { get } from "./client.ts";

export const getPredictions = () => get("/api/predictions");
