// Stands in for the package "linkify-it": addresses are not made into links by themselves (option linkify: false).
export default class {}
