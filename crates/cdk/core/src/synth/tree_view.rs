use super::ids::Ids;
use super::model::TreeView;
use crate::Scope;
use crate::tree::{Data, NodeId};

pub(super) fn draw(app: &Scope, ids: &Ids) -> TreeView {
    view(app, app.node, ids)
}

fn view(app: &Scope, at: NodeId, ids: &Ids) -> TreeView {
    let id = ids.of(at).unwrap_or_default().to_owned();
    let (children, mut view) = app.tree.read(at, |node| {
        let resource = if let Data::Resource(data) = &node.data {
            Some((data.type_name().to_owned(), id))
        } else {
            None
        };
        let view = TreeView {
            id: node.id.clone(),
            path: String::new(),
            made_by: node.made_by,
            resource,
            children: Vec::new(),
        };
        (node.by_id.values().copied().collect::<Vec<_>>(), view)
    });
    view.path = app.tree.path(at);
    view.children = children.into_iter().map(|child| self::view(app, child, ids)).collect();
    view
}
