// SPDX-License-Identifier: Apache-2.0
//
// The host app: starts the content process, sends it one module, and shows the answer. A browser would keep the process,
// and start another when this one ends (onInterruption).

import BrowserEngineKit
import SwiftUI

@main
struct HostApp: App {
  @State private var answer = "..."

  var body: some Scene {
    WindowGroup {
      Text(answer).task {
        answer = await ask()
      }
    }
  }

  private func ask() async -> String {
    do {
      let process = try await WebContentProcess(bundleIdentifier: nil, onInterruption: {})
      let capability = try process.grantCapability(.foreground)
      let connection = try process.makeLibXPCConnection()
      let text = String(cString: host_ask(connection))
      _ = capability
      process.invalidate()
      return text
    } catch {
      return "no content process"
    }
  }
}
