//! Files and images for the account: content-hashed, packed so that equal content gives equal bytes.
