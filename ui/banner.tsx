/** What the reader must know before any number: the line is down, or the token is no longer good. */
import { Icon } from "./icons.tsx";
import { connection } from "./store.ts";
import { t } from "./strings.ts";

export function Banner() {
  if (connection.value !== "lost" && connection.value !== "locked") return null;
  return (
    <p class="banner" role="alert">
      <Icon name="warn" />
      {t(connection.value)}
    </p>
  );
}
