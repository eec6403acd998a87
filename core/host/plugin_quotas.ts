/** The limits that hold for plugins, as the page shows them. */
import { BYTES_PER_SECOND_MAX, MESSAGES_PER_SECOND_MAX } from "../cells/cell.ts";
import { CELL_HEAP_MEGABYTES } from "../cells/cell_command.ts";
import { FETCHES_AT_ONCE_MAX, FETCHES_PER_MINUTE_MAX } from "../cells/plugin_net.ts";
import { CELL_RSS_BYTES_MAX } from "../cells/watched_cell.ts";
import { CELL_MESSAGE_BYTES_MAX } from "../protocol/cell_messages.ts";

/** The limits that hold for every plugin, as the page shows them. */
export const QUOTAS = {
  messagesPerSecond: MESSAGES_PER_SECOND_MAX,
  bytesPerSecond: BYTES_PER_SECOND_MAX,
  messageBytes: CELL_MESSAGE_BYTES_MAX,
  heapMegabytes: CELL_HEAP_MEGABYTES,
  residentBytes: CELL_RSS_BYTES_MAX,
  fetchesAtOnce: FETCHES_AT_ONCE_MAX,
  fetchesPerMinute: FETCHES_PER_MINUTE_MAX,
};
