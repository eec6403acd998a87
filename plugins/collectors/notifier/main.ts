/** Tells a web address and a Telegram chat what happens. Stores nothing; rounds and bets never wait for it. */
import { defineCollector } from "@aviator/sdk";
import { telegram, webhook } from "./channels.ts";
import { createNotifier, type NotifierConfig } from "./notifier.ts";
import { Outbox } from "./outbox.ts";
import type { Message } from "./messages.ts";

interface Settings extends NotifierConfig {
  webhookUrl: string;
  webhookField: string;
  telegramToken: string;
  telegramChat: string;
  telegramApi: string;
  perMinuteMax: number;
  timeoutSeconds: number;
}

export default defineCollector({
  create({ config, fetch }) {
    // The manifest's schema has checked it.
    const settings = config as unknown as Settings;
    const { webhookUrl, webhookField, telegramToken, telegramChat, telegramApi, perMinuteMax } = settings;
    const options = { fetch, timeoutMs: settings.timeoutSeconds * 1000 };
    const chat = { api: telegramApi, token: telegramToken, chat: telegramChat };
    const channels = [
      ...webhookUrl ? [{ name: "webhook", post: webhook({ url: webhookUrl, field: webhookField }, options) }] : [],
      ...telegramToken && telegramChat ? [{ name: "telegram", post: telegram(chat, options) }] : [],
    ];
    if (channels.length === 0) {
      console.warn("nobody is told anything: settings have no webhookUrl and no Telegram chat");
    }
    const outboxes = channels.map(({ name, post }) =>
      new Outbox<Message>({
        ...{ post, perMinuteMax, nowMs: () => performance.now() },
        wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
        onTrouble: (why) => console.warn(`${name}: ${why}`),
      })
    );
    return createNotifier(settings, (message) => outboxes.forEach((outbox) => outbox.put(message)));
  },
});
