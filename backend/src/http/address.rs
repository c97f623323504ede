//! Whose request it is: the peer, or behind a configured proxy the address that the nearest trusted one wrote down.

use super::Web;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ipnet::IpNet;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Most hops read from the header.
const HOPS_MAX: usize = 16;

/// Networks whose `X-Forwarded-For` is believed.
#[derive(Default)]
pub(super) struct Proxies(Vec<IpNet>);

impl Proxies {
    pub(super) fn parse(networks: &[String]) -> Result<Self, String> {
        let parse = |text: &String| {
            let network = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            network.map_err(|_| format!("server.trusted_proxies: {text} is not an address or a network"))
        };
        networks.iter().map(parse).collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// From the nearest hop outwards: the first that is not a trusted proxy is the client.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let values: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok()).collect();
        let hops = values.iter().flat_map(|v| v.split(',')).map(str::trim);
        let hops: Vec<&str> = hops.collect();
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

/// A hop as proxies write it: an address, with a port or without, an IPv6 one in brackets or without.
fn address_of(hop: &str) -> Option<IpAddr> {
    let bracketed = || hop.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    hop.parse::<IpAddr>().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|with_port| with_port.ip())).or_else(bracketed)
}

/// The client, as limits and leases count it: an IPv4 address, or the /64 that one IPv6 home has.
pub(super) struct Client(pub(super) String);

impl FromRequestParts<Web> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        Ok(Self(counted(of_parts(parts, web))))
    }
}

pub(super) fn of_parts(parts: &Parts, web: &Web) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |c| c.0.ip());
    web.proxies.client(peer, &parts.headers)
}

pub(super) fn counted(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn client(trusted: &[&str], peer: &str, forwarded: &str) -> String {
        let trusted: Vec<String> = trusted.iter().map(|t| (*t).to_owned()).collect();
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        counted(Proxies::parse(&trusted).unwrap().client(peer.parse().unwrap(), &headers))
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
}
