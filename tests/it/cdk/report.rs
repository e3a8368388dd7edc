//! Errors that the library finds, as `cdk` shows them.

use crate::cdk::app::purpose_made;
use crate::cdk::tool::Cdk;

#[tokio::test]
async fn a_fault_fails_the_synth_and_says_where_it_is() {
    let ran = Cdk::of(purpose_made()).with("app", "fault").run(&["synth", "--quiet"]).await.ended_with(1);
    ran.says("the minimum 4 is above the maximum 2").says("Fault/Scaling").says("cdk::scaling-range");
}
