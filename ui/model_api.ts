/** The models panel's call to the host. An answer is data or a reason; it never throws. */
import type { PredictionsView } from "../core/protocol/model_view.ts";
import { call } from "./api.ts";

export const getPredictions = () => call<{ predictions: PredictionsView | null }>("GET", "/api/predictions");
