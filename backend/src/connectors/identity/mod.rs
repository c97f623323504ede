//! The identity provider port: OpenID Connect, authorization code with PKCE. [`wire`] carries the library's requests,
//! [`token`] judges an ID token.
//!
//! What the provider publishes of itself is read when it is needed, kept for an hour, and read again after a failure
//! or when a token is signed by a key that is not known yet. A provider that is down keeps nobody from starting.

mod token;
mod wire;

use crate::config::IdentityConfig;
use crate::connectors::{SetupError, base_url, client};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreJwsSigningAlgorithm, CoreTokenResponse};
use openidconnect::{
    AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, LogoutRequest, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl, RequestTokenError, Scope,
    TokenResponse,
};
use reqwest::Client;
use serde_json::{Map, Value};
use shared::time::Timestamp;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// Of a call's time, what the connection may take.
const CONNECT_MS_MAX: u64 = 3_000;
/// What the provider says of itself is taken to be so for this long.
const KEPT: Duration = Duration::from_secs(3_600);

/// Why nobody was signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The provider does not answer, or not sensibly.
    Unavailable(&'static str),
    /// Its answer was read and is not believed, or it says no.
    Refused(&'static str),
}

/// What one sign-in is told apart by. Made by the caller, 64 hex digits each.
#[derive(Clone)]
pub struct Attempt {
    /// The browser brings it back.
    pub state: String,
    /// The ID token repeats it.
    pub nonce: String,
    /// The code is exchanged with it.
    pub verifier: String,
    /// Where the provider sends the browser.
    pub redirect_uri: String,
}

/// Somebody the provider vouches for.
pub struct Vouched {
    /// The ID token's claims, with those of the user-info endpoint where the token lacks the wanted one.
    pub claims: Map<String, Value>,
}

type Metadata = ProviderMetadataWithLogout;

/// What was read of the provider, and when.
type Read = (Instant, Arc<Metadata>);

/// The provider; a clone shares its connections and what was read.
#[derive(Clone)]
pub struct Provider {
    config: IdentityConfig,
    issuer: IssuerUrl,
    algorithms: Vec<CoreJwsSigningAlgorithm>,
    http: Client,
    read: Arc<RwLock<Option<Read>>>,
}

impl Provider {
    /// Checks the settings; calls nobody.
    ///
    /// # Errors
    /// [`SetupError`] naming what cannot be used.
    pub fn new(config: IdentityConfig) -> Result<Self, SetupError> {
        base_url("identity issuer", &config.issuer)?;
        let issuer = IssuerUrl::new(config.issuer.clone()).map_err(|_| SetupError::BaseUrl("identity issuer"))?;
        let algorithms = config.algorithms.iter().map(|name| token::algorithm(name)).collect::<Option<Vec<_>>>();
        let algorithms = algorithms.filter(|all| !all.is_empty());
        let algorithms = algorithms.ok_or(SetupError::Setting("identity algorithms must be RS…, PS…, ES… or EdDSA"))?;
        let http = client(config.timeout_ms, config.timeout_ms.min(CONNECT_MS_MAX), has_tls(&config.issuer))?;
        Ok(Self { config, issuer, algorithms, http, read: Arc::default() })
    }

    /// The address to send a browser to.
    ///
    /// # Errors
    /// [`Failure::Unavailable`].
    pub async fn address(&self, attempt: &Attempt) -> Result<String, Failure> {
        let metadata = self.metadata().await?;
        let redirect = redirect_url(&attempt.redirect_uri)?;
        let client = CoreClient::from_provider_metadata((*metadata).clone(), self.client_id(), None).set_redirect_uri(redirect);
        let (state, nonce) = (CsrfToken::new(attempt.state.clone()), Nonce::new(attempt.nonce.clone()));
        let verifier = PkceCodeVerifier::new(attempt.verifier.clone());
        let mut request = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, move || nonce)
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        for scope in self.config.scopes.iter().filter(|scope| *scope != "openid") {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        let address = String::from(request.url().0);
        // A browser is not sent where our own calls would not go.
        if has_tls(&self.config.issuer) && !has_tls(&address) {
            return Err(Failure::Unavailable("the provider names an address without TLS"));
        }
        Ok(address)
    }

    /// True when the `iss` a browser brought back is this provider.
    #[must_use]
    pub fn is(&self, issuer: &str) -> bool {
        issuer == self.issuer.as_str()
    }

    /// Exchanges a code for somebody's claims. Never repeated: a code works once. A claim named `wanted` that the ID
    /// token lacks is looked for at the user-info endpoint.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn exchange(&self, code: &str, attempt: &Attempt, wanted: &str, now: Timestamp) -> Result<Vouched, Failure> {
        let metadata = self.metadata().await?;
        let response = self.redeem(&metadata, code, attempt).await.inspect_err(|failure| self.forget_if_away(failure))?;
        let id_token = response.id_token().ok_or(Failure::Refused("no ID token was given"))?;
        let access_token = response.access_token();
        let judge = |metadata: &Metadata| token::judge(self.trust(metadata), id_token, access_token, &attempt.nonce, now);
        match judge(&metadata) {
            Ok(()) => {}
            // Perhaps its keys are new; what is wrong otherwise is wrong under new keys too.
            Err(token::Doubt::Signature) => judge(&*self.read_again().await?).map_err(token::Doubt::into_failure)?,
            Err(doubt) => return Err(doubt.into_failure()),
        }
        let mut claims = token::claims(&id_token.to_string()).ok_or(Failure::Refused("the ID token's claims cannot be read"))?;
        if let (false, Some(endpoint)) = (claims.contains_key(wanted), metadata.userinfo_endpoint()) {
            let more = wire::user_info(&self.http, endpoint.url(), access_token.secret()).await?;
            if more.get("sub") != claims.get("sub") {
                return Err(Failure::Refused("the user info is somebody else's"));
            }
            for (name, value) in more {
                claims.entry(name).or_insert(value);
            }
        }
        Ok(Vouched { claims })
    }

    /// The provider's own address for signing out; `None`: it has none, or does not say so now. It names us, not the person:
    /// an ID token in an address would put FIN and name into histories and logs.
    pub async fn leave(&self, back_to: &str) -> Option<String> {
        let metadata = self.metadata().await.ok()?;
        let endpoint = metadata.additional_metadata().end_session_endpoint.clone()?;
        let back_to = PostLogoutRedirectUrl::new(back_to.to_owned()).ok()?;
        let request = LogoutRequest::from(endpoint).set_client_id(self.client_id()).set_post_logout_redirect_uri(back_to);
        Some(request.http_get_url().into())
    }

    async fn redeem(&self, metadata: &Metadata, code: &str, attempt: &Attempt) -> Result<CoreTokenResponse, Failure> {
        let secret = self.config.client_secret.as_ref().map(|secret| ClientSecret::new(secret.expose().to_owned()));
        let client = CoreClient::from_provider_metadata(metadata.clone(), self.client_id(), secret)
            .set_auth_type(wire::auth_type(metadata).unwrap_or(AuthType::BasicAuth))
            .set_redirect_uri(redirect_url(&attempt.redirect_uri)?);
        let http = wire::caller(&self.http);
        let request = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| Failure::Unavailable("the provider names no token endpoint"))?
            .set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier.clone()));
        request.request_async(&http).await.map_err(|error| match error {
            RequestTokenError::ServerResponse(_) => Failure::Refused("the provider refused the code"),
            RequestTokenError::Request(_) => Failure::Unavailable("no answer to the code"),
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => Failure::Unavailable("the answer to the code cannot be read"),
        })
    }

    fn trust<'t>(&'t self, metadata: &'t Metadata) -> token::Trust<'t> {
        token::Trust { client_id: self.client_id(), issuer: &self.issuer, keys: metadata.jwks(), algorithms: &self.algorithms }
    }

    fn client_id(&self) -> ClientId {
        ClientId::new(self.config.client_id.clone())
    }

    /// What the provider says of itself: what is kept, or what it says now; when it is silent, what it said last.
    async fn metadata(&self) -> Result<Arc<Metadata>, Failure> {
        let kept = self.read.read().unwrap_or_else(PoisonError::into_inner).clone();
        match kept {
            Some((at, metadata)) if at.elapsed() < KEPT => Ok(metadata),
            Some((_, metadata)) => Ok(self.read_again().await.unwrap_or(metadata)),
            None => self.read_again().await,
        }
    }

    async fn read_again(&self) -> Result<Arc<Metadata>, Failure> {
        let http = wire::caller(&self.http);
        let metadata = Metadata::discover_async(self.issuer.clone(), &http).await.map_err(|error| {
            tracing::warn!(why = wire::reason(&error), "the identity provider cannot be read");
            Failure::Unavailable("the provider cannot be read")
        })?;
        let metadata = Arc::new(metadata);
        *self.read.write().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), metadata.clone()));
        Ok(metadata)
    }

    /// After silence the provider may come back as another: its addresses are read anew.
    fn forget_if_away(&self, failure: &Failure) {
        if matches!(failure, Failure::Unavailable(_)) {
            *self.read.write().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }
}

fn has_tls(address: &str) -> bool {
    address.starts_with("https:")
}

fn redirect_url(text: &str) -> Result<RedirectUrl, Failure> {
    RedirectUrl::new(text.to_owned()).map_err(|_| Failure::Unavailable("the return address is none"))
}
