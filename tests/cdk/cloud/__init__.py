"""moto as an AWS that CloudFormation templates of any kind can be deployed to.

moto knows about a hundred resource types, forgets exports that a change set makes and leaves a failed stack hanging.
Here every type can be deployed, and a stack ends in the state that AWS would leave it in.
"""
