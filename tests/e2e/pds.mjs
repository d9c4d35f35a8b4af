// Bluesky's own server (PDS) with a directory of identities (PLC), on loopback addresses only.
import net from 'node:net'

const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...args) {
  const [first] = args
  if (typeof first === 'number' || typeof first === 'string') {
    args.splice(1, typeof args[1] === 'string' ? 1 : 0, '127.0.0.1')
  } else if (first && typeof first === 'object' && !first.path) {
    first.host = '127.0.0.1'
  }
  return listen.apply(this, args)
}

const { TestNetworkNoAppView } = await import('@atproto/dev-env')
const network = await TestNetworkNoAppView.create({ pds: {}, plc: {} })
console.log(`READY ${network.pds.port}`)
