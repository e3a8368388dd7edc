// Shared by all types that have this very shape, whatever they call it.
table! {
    record Tag "Tag";
    need 0 key "Key": String;
    last 1 value "Value": String;
}
