// SPDX-License-Identifier: Apache-2.0
//
// The web content extension. Swift does what only Swift can: it is the extension's main object, and it enters the
// restricted sandbox. All else is C (content_bridge.h), for which Swift holds no pointer to code and opens no section.
//
// The order is the security of it: the engine is prepared before the sandbox, the sandbox is entered before the first
// message is read, and only messages bring bytes that nobody vouches for.

import BrowserEngineKit

@main
final class ContentExtension: WebContentExtension {
  required init() {
    content_prepare()
  }

  func handle(xpcConnection: xpc_connection_t) {
    applyRestrictedSandbox(revision: .revision1)
    content_serve(xpcConnection)
  }
}
