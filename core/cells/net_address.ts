/** Which addresses are on the public internet. Everything else, this machine and the networks around it, is nobody's business. */
import { BlockList, isIP } from "node:net";

/** Not the public internet, by the IANA's special-purpose registry. */
const PRIVATE_IPV4: readonly string[] = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
];
/** Of IPv6 only this is public, and not all of it: mapped, unique local, link-local and the like lie outside. */
const PUBLIC_IPV6 = "2000::/3";
/** Protocol assignments with Teredo, documentation, 6to4, which carries any IPv4 address inside, and documentation again. */
const PRIVATE_IN_PUBLIC_IPV6: readonly string[] = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

/** What Deno itself can be told never to connect to: a second lock on the same door. */
export const DENIED_NETWORKS: readonly string[] = [...PRIVATE_IPV4, "localhost", "[::1]", "[::]"];

const privateIpv4 = blockListOf(PRIVATE_IPV4, "ipv4");
const publicIpv6 = blockListOf([PUBLIC_IPV6], "ipv6");
const privateIpv6 = blockListOf(PRIVATE_IN_PUBLIC_IPV6, "ipv6");

/** True for an address, without brackets, that lies on the public internet. */
export function isPublicAddress(address: string): boolean {
  const kind = isIP(address);
  if (kind === 4) return !privateIpv4.check(address, "ipv4");
  return kind === 6 && !address.includes("%") && publicIpv6.check(address, "ipv6") &&
    !privateIpv6.check(address, "ipv6");
}

/** The `host:port` that a URL's request would go to; a name's last dot is dropped. */
export function hostPortOf(url: URL): string {
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return `${url.hostname.toLowerCase().replace(/\.$/, "")}:${port}`;
}

function blockListOf(networks: readonly string[], kind: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address, bits] = network.split("/");
    list.addSubnet(address, Number(bits), kind);
  }
  return list;
}
