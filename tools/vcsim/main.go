// Serves govmomi's simulator of vSphere, the library as Debian has it, for the tests of the vSphere driver. With -tags it is
// govmomi's client of tags instead, for the tests of the other simulator.
//
// Prints one line, with the port and the certificate, once it answers, and ends with its standard input.
package main

import (
	"crypto/tls"
	"encoding/json"
	"encoding/pem"
	"flag"
	"io"
	"log"
	"net"
	"net/url"
	"os"

	"github.com/vmware/govmomi/simulator"
	_ "github.com/vmware/govmomi/vapi/simulator"
)

func main() {
	esxi := flag.Bool("esxi", false, "one host and no vCenter")
	machines := flag.Int("vms", 2, "virtual machines in each resource pool")
	folders := flag.Int("folders", 0, "folders around each kind of thing")
	center := flag.String("tags", "", "the URL of a vCenter, with user and password, of which to try the tags")
	machine := flag.String("machine", "", "the id of a machine there")
	flag.Parse()
	if *center != "" {
		if err := tryTags(*center, *machine); err != nil {
			log.Fatal(err)
		}
		return
	}

	model := simulator.VPX()
	if *esxi {
		model = simulator.ESX()
	}
	model.Machine = *machines
	model.Folder = *folders
	if err := model.Create(); err != nil {
		log.Fatal(err)
	}
	defer model.Remove()
	model.Service.TLS = new(tls.Config)
	// The REST interface, which has tags.
	model.Service.RegisterEndpoints = true
	// With a user of its own it takes no other.
	model.Service.Listen = &url.URL{Host: "127.0.0.1:0", User: url.UserPassword("user", "a password")}
	server := model.Service.NewServer()
	defer server.Close()

	_, port, err := net.SplitHostPort(server.URL.Host)
	if err != nil {
		log.Fatal(err)
	}
	certificate := server.Certificate()
	line := map[string]string{
		"port":        port,
		"certificate": string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw})),
		"username":    server.URL.User.Username(),
	}
	line["password"], _ = server.URL.User.Password()
	if err := json.NewEncoder(os.Stdout).Encode(line); err != nil {
		log.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		log.Fatal(err)
	}
}
