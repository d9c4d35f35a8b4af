// Names of networks are names, the same in every language.
const NAMES: Record<string, string> = {
  bluesky: "Bluesky",
  mastodon: "Mastodon",
  x: "X",
  reddit: "Reddit",
  discourse: "Discourse",
  hackernews: "Hacker News",
  wordpress: "WordPress",
  youtube: "YouTube",
  googleplay: "Google Play",
  facebook: "Facebook",
  instagram: "Instagram",
  email: "E-mail",
  rss: "Web",
  webhook: "Webhook",
  sandbox: "Sandbox",
  replay: "Replay",
};

export function networkName(id: string): string {
  return NAMES[id] ?? id.charAt(0).toUpperCase() + id.slice(1);
}
