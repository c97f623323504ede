//! Whose request it is: the peer, or behind a configured proxy the address that the nearest trusted one wrote down.

use super::Web;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ipnet::IpNet;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};

/// Most hops read from the header.
const HOPS_MAX: usize = 16;

/// A network wider than this is more than a row of proxies: whoever else is in it may name any address as theirs.
const WIDE_V4: u8 = 24;
const WIDE_V6: u8 = 64;

/// Networks whose `X-Forwarded-For` is believed.
#[derive(Default)]
pub(super) struct Proxies {
    networks: Vec<IpNet>,
    /// A proxy that is not among them has been told of.
    told: AtomicBool,
}

impl Proxies {
    pub(super) fn parse(networks: &[String]) -> Result<Self, String> {
        let parse = |text: &String| {
            let network = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            network.map_err(|_| format!("server.trusted_proxies: {text} is not an address or a network"))
        };
        let networks = networks.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
        for network in networks.iter().filter(|network| is_wide(network)) {
            tracing::warn!(%network, "server.trusted_proxies: everybody in this network may name any address as theirs; list the proxies alone");
        }
        Ok(Self { networks, told: AtomicBool::new(false) })
    }

    pub(super) fn trusts(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(&address))
    }

    /// From the nearest hop outwards: the first that is not a trusted proxy is the client.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let values: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok()).collect();
        let hops = values.iter().flat_map(|v| v.split(',')).map(str::trim);
        let hops: Vec<&str> = hops.collect();
        if !hops.is_empty() && !self.trusts(client) && is_private(client) && !self.told.swap(true, Ordering::Relaxed) {
            tracing::warn!(peer = %client, "X-Forwarded-For from a machine that is not in server.trusted_proxies: all behind it count as one");
        }
        for hop in hops.iter().rev().take(HOPS_MAX) {
            if !self.trusts(client) {
                break;
            }
            match address_of(hop) {
                Some(address) => client = address.to_canonical(),
                None => break,
            }
        }
        client
    }
}

fn is_wide(network: &IpNet) -> bool {
    network.prefix_len() < if network.addr().is_ipv4() { WIDE_V4 } else { WIDE_V6 }
}

/// A neighbour's address: a stranger on the internet who sends the header is no news.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_private() || v4.is_loopback(),
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_loopback(),
    }
}

/// A hop as proxies write it: an address, with a port or without, an IPv6 one in brackets or without.
fn address_of(hop: &str) -> Option<IpAddr> {
    let bracketed = || hop.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    hop.parse::<IpAddr>().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|with_port| with_port.ip())).or_else(bracketed)
}

/// Networks in which one IPv6 customer may have many /64: a home's delegation, and a site's.
const WIDER: [u8; WIDER_COUNT] = [56, 48];
/// How many of them.
pub(super) const WIDER_COUNT: usize = 2;

/// The client, as limits and leases count it.
pub(super) struct Client {
    /// An IPv4 address, or the /64 that one IPv6 line has.
    pub(super) line: String,
    /// The networks around it, the nearest first: each has a budget of its own. An IPv4 address stands for itself.
    pub(super) wider: Option<[String; WIDER_COUNT]>,
}

impl Client {
    pub(super) fn of(address: IpAddr) -> Self {
        let IpAddr::V6(v6) = address else { return Self { line: address.to_string(), wider: None } };
        let network = |length| format!("{}/{length}", Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << (128 - u32::from(length)))));
        Self { line: network(64), wider: Some(WIDER.map(network)) }
    }
}

impl FromRequestParts<Web> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        Ok(Self::of(of_parts(parts, web)))
    }
}

pub(super) fn of_parts(parts: &Parts, web: &Web) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |c| c.0.ip());
    web.proxies.client(peer, &parts.headers)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn client(trusted: &[&str], peer: &str, forwarded: &str) -> String {
        let trusted: Vec<String> = trusted.iter().map(|t| (*t).to_owned()).collect();
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        Client::of(Proxies::parse(&trusted).unwrap().client(peer.parse().unwrap(), &headers)).line
    }

    #[test]
    fn a_header_from_a_stranger_is_not_believed() {
        assert_eq!(client(&[], "198.51.100.7", "203.0.113.9"), "198.51.100.7");
        assert_eq!(client(&["10.0.0.0/8"], "198.51.100.7", "203.0.113.9"), "198.51.100.7");
    }

    #[test]
    fn behind_a_trusted_proxy_the_nearest_stranger_is_the_client() {
        assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", "1.2.3.4, 203.0.113.9"), "203.0.113.9");
        assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", "1.2.3.4, 203.0.113.9, 10.0.0.2"), "203.0.113.9");
        assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", "nonsense"), "10.0.0.1");
        assert_eq!(client(&["::1"], "::1", "2001:db8:1:2:3::4"), "2001:db8:1:2::/64");
    }

    #[test]
    fn f6_a_hop_may_be_written_with_its_port() {
        assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", "198.51.100.7:51234"), "198.51.100.7");
        assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", "203.0.113.9:443, 10.0.0.2:8080"), "203.0.113.9");
        for hop in ["[2001:db8::7]:443", "[2001:db8::7]", "2001:db8::7"] {
            assert_eq!(client(&["::1"], "::1", hop), "2001:db8::/64");
        }
        for hop in ["[198.51.100.7]", "198.51.100.7:", "198.51.100.7:99999", "unknown", "_hidden"] {
            assert_eq!(client(&["10.0.0.0/8"], "10.0.0.1", hop), "10.0.0.1");
        }
    }

    #[test]
    fn s5_a_network_of_proxies_is_narrow() {
        for (network, wide) in
            [("10.0.0.0/8", true), ("10.1.2.0/24", false), ("10.1.2.3/32", false), ("fd00::/8", true), ("fd00::/64", false)]
        {
            assert_eq!(is_wide(&network.parse().unwrap()), wide, "{network}");
        }
    }

    #[test]
    fn s5_an_ipv6_client_is_in_wider_networks_too() {
        let client = Client::of("2001:db8:aabb:ccdd:1:2:3:4".parse().unwrap());
        assert_eq!(client.line, "2001:db8:aabb:ccdd::/64");
        assert_eq!(client.wider.unwrap(), ["2001:db8:aabb:cc00::/56", "2001:db8:aabb::/48"]);
        assert!(Client::of("203.0.113.9".parse().unwrap()).wider.is_none());
    }
}
