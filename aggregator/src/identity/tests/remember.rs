//! What is remembered of a verified token, and what never is.

use super::*;

// R-TOKEN-4
#[test]
fn a_remembered_token_still_expires_and_is_bound() {
    let idp = Idp::new();
    let (verifier, clock) = verifier(idp.trusted());
    let tokens = RememberedTokens::new(verifier);
    let token = idp.sign(&nurse());
    let first = tokens.verify(&token, &thumbprint(1)).unwrap();
    let again = tokens.verify(&token, &thumbprint(1)).unwrap();
    assert!(
        Arc::ptr_eq(&first, &again),
        "the second use was not verified anew"
    );
    let stolen = tokens.verify(&token, &thumbprint(2));
    assert_eq!(stolen.unwrap_err(), InvalidToken::NotForThisCertificate);
    clock.advance(SignedDuration::from_secs(3600 + 30));
    assert_eq!(
        tokens.verify(&token, &thumbprint(1)).unwrap_err(),
        InvalidToken::Expired
    );
    assert_eq!(tokens.remembered(), 0);
}

// R-TOKEN-4
#[test]
fn a_failure_is_never_remembered() {
    let idp = Idp::new();
    let (verifier, clock) = verifier(idp.trusted());
    let tokens = RememberedTokens::new(verifier);
    let token = idp.sign(&nurse());
    clock.set(now() - SignedDuration::from_mins(5));
    assert_eq!(
        tokens.verify(&token, &thumbprint(1)).unwrap_err(),
        InvalidToken::NotYetValid
    );
    assert_eq!(tokens.remembered(), 0);
    clock.set(now());
    assert!(tokens.verify(&token, &thumbprint(1)).is_ok());
    assert_eq!(tokens.remembered(), 1);
}
