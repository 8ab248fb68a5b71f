//! A key is used with its one algorithm, whatever the header says.

use super::*;

// R-TOKEN-2
#[test]
fn an_es256_issuer_is_verified_with_es256_and_its_key_id() {
    let idp = Idp::new();
    let pem = idp.ec.public_key_pem();
    let issuer = Issuer::new(ISSUER, pem.as_bytes(), Algorithm::Es256, Some("k1".into())).unwrap();
    let (verifier, _) = verifier(vec![issuer]);
    let mut header = Header::new(jsonwebtoken::Algorithm::ES256);
    header.kid = Some("k1".into());
    let good = jsonwebtoken::encode(&header, &nurse(), &idp.ec_key()).unwrap();
    assert!(verifier.verify(&good, &thumbprint(1)).is_ok());
    header.kid = Some("k2".into());
    let other = jsonwebtoken::encode(&header, &nurse(), &idp.ec_key()).unwrap();
    assert_eq!(
        verifier.verify(&other, &thumbprint(1)),
        Err(InvalidToken::Signature)
    );
}

// R-TOKEN-2
#[test]
fn no_signature_is_no_signature() {
    let idp = Idp::new();
    let (verifier, _) = verifier(idp.trusted());
    for alg in ["none", "None", "NONE", ""] {
        let token = forged(&json!({ "alg": alg }), &nurse(), |_| String::new());
        assert_eq!(
            verifier.verify(&token, &thumbprint(1)),
            Err(InvalidToken::Algorithm),
            "{alg}"
        );
    }
    let token = forged(&json!({ "alg": "EdDSA" }), &nurse(), |_| String::new());
    assert_eq!(
        verifier.verify(&token, &thumbprint(1)),
        Err(InvalidToken::Signature)
    );
}

// R-TOKEN-2
#[test]
fn the_public_key_is_no_hmac_secret() {
    let idp = Idp::new();
    let (verifier, _) = verifier(idp.trusted());
    for secret in [
        idp.ed.public_key_pem().into_bytes(),
        idp.ed.public_key_raw().to_vec(),
    ] {
        let header = Header::new(jsonwebtoken::Algorithm::HS256);
        let key = EncodingKey::from_secret(&secret);
        let token = jsonwebtoken::encode(&header, &nurse(), &key).unwrap();
        assert_eq!(
            verifier.verify(&token, &thumbprint(1)),
            Err(InvalidToken::Algorithm)
        );
    }
}

// R-TOKEN-2
#[test]
fn another_algorithm_than_the_pinned_one_is_refused_even_when_well_signed() {
    let idp = Idp::new();
    let (verifier, _) = verifier(idp.trusted());
    let header = Header::new(jsonwebtoken::Algorithm::ES256);
    let token = jsonwebtoken::encode(&header, &nurse(), &idp.ec_key()).unwrap();
    assert_eq!(
        verifier.verify(&token, &thumbprint(1)),
        Err(InvalidToken::Algorithm)
    );
    // The pinned word above another key's signature.
    let sign = |message: &[u8]| {
        let alg = jsonwebtoken::Algorithm::ES256;
        jsonwebtoken::crypto::sign(message, &idp.ec_key(), alg).unwrap()
    };
    let token = forged(&json!({ "alg": "EdDSA" }), &nurse(), sign);
    assert_eq!(
        verifier.verify(&token, &thumbprint(1)),
        Err(InvalidToken::Signature)
    );
}

// R-TOKEN-2
#[test]
fn a_key_of_another_kind_than_its_algorithm_is_refused_at_start() {
    let idp = Idp::new();
    let p384 = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap();
    for (pem, algorithm) in [
        (idp.ed.public_key_pem(), Algorithm::Es256),
        (idp.ec.public_key_pem(), Algorithm::EdDsa),
        (p384.public_key_pem(), Algorithm::Es256),
        (idp.ed.serialize_pem(), Algorithm::EdDsa),
        ("no pem".to_owned(), Algorithm::EdDsa),
    ] {
        let refused = Issuer::new(ISSUER, pem.as_bytes(), algorithm, None);
        assert!(
            matches!(refused, Err(InvalidIssuer::Key { .. })),
            "{algorithm:?}"
        );
    }
}
