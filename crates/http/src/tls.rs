//! rustls with ring and the system's trust roots, without touching the process-wide default.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls_platform_verifier::Verifier;
use surprisal_core::{Error, Result};

/// The configuration with these roots, in PEM, beside the system's.
pub(crate) fn tls_config(roots: &[u8]) -> Result<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let verifier = match certificates(roots)? {
        roots if roots.is_empty() => Verifier::new(Arc::clone(&provider)),
        roots => with_roots(roots, Arc::clone(&provider)),
    };
    let config = verifier.and_then(|verifier| {
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier));
        Ok(config.with_no_client_auth())
    });
    config.map_err(|error| {
        let message = format!("TLS cannot be set up: {error}; install the CA certificates");
        Error::invalid_input(message).with_source(error)
    })
}

#[cfg(not(target_os = "android"))]
fn with_roots(
    roots: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Verifier, rustls::Error> {
    Verifier::new_with_extra_roots(roots, provider)
}

#[cfg(target_os = "android")]
fn with_roots(
    _: Vec<CertificateDer<'static>>,
    _: Arc<CryptoProvider>,
) -> Result<Verifier, rustls::Error> {
    let message = "on Android root certificates are added by the application's manifest";
    Err(rustls::Error::General(message.to_owned()))
}

/// All certificates of a text in PEM, which is blank where there are to be none.
fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>> {
    let found: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|error| {
            Error::invalid_input(format!("the root certificates cannot be read: {error}"))
                .with_source(error)
        })?;
    if found.is_empty() && !pem.trim_ascii().is_empty() {
        let message =
            "the root certificates have no `-----BEGIN CERTIFICATE-----`; they are to be PEM";
        return Err(Error::invalid_input(message));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use surprisal_core::ErrorKind;

    use super::*;

    #[test]
    fn what_is_no_certificate_is_refused_with_what_would_be_one() {
        for (pem, message) in [
            (
                "company",
                "the root certificates have no `-----BEGIN CERTIFICATE-----`; they are to be PEM",
            ),
            (
                "-----BEGIN CERTIFICATE-----\nAAAA",
                "the root certificates cannot be read: ",
            ),
            (
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "TLS cannot be set up: ",
            ),
        ] {
            let error = tls_config(pem.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            assert!(error.message().starts_with(message), "{error}");
        }
    }

    #[test]
    fn no_roots_of_ones_own_are_needed() {
        assert!(tls_config(b"\n").is_ok());
    }
}
