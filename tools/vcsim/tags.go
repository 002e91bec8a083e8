package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/vapi/rest"
	"github.com/vmware/govmomi/vapi/tags"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// tryTags makes a category and two tags, attaches them to a machine and takes them away again, and prints what it sees.
func tryTags(server, machine string) error {
	ctx := context.Background()
	address, err := url.Parse(server)
	if err != nil {
		return err
	}
	vim, err := govmomi.NewClient(ctx, address, true)
	if err != nil {
		return err
	}
	client := rest.NewClient(vim.Client)
	if err := client.Login(ctx, address.User); err != nil {
		return err
	}
	manager := tags.NewManager(client)
	object := types.ManagedObjectReference{Type: "VirtualMachine", Value: machine}

	category, err := manager.CreateCategory(ctx, &tags.Category{Name: "Stage", Cardinality: "SINGLE", AssociableTypes: []string{"VirtualMachine"}})
	if err != nil {
		return err
	}
	if _, err := manager.CreateCategory(ctx, &tags.Category{Name: "Stage", Cardinality: "SINGLE"}); err == nil {
		return errors.New("a second category of one name was made")
	}
	var ids []string
	for _, name := range []string{"test", "production"} {
		id, err := manager.CreateTag(ctx, &tags.Tag{Name: name, CategoryID: category})
		if err != nil {
			return err
		}
		ids = append(ids, id)
	}
	if err := manager.AttachTag(ctx, ids[0], object); err != nil {
		return err
	}
	if err := manager.AttachTag(ctx, ids[1], object); err == nil {
		return errors.New("a second tag of a category that allows one was attached")
	}
	attached, err := manager.GetAttachedTagsOnObjects(ctx, []mo.Reference{object})
	if err != nil {
		return err
	}
	for _, one := range attached {
		for _, tag := range one.Tags {
			fmt.Println(one.ObjectID.Reference().Value, tag.Name)
		}
	}
	objects, err := manager.ListAttachedObjects(ctx, ids[0])
	if err != nil {
		return err
	}
	found, err := manager.GetTagForCategory(ctx, "production", "Stage")
	if err != nil {
		return err
	}
	fmt.Println(len(objects), found.Name)
	if err := manager.DetachTag(ctx, ids[0], object); err != nil {
		return err
	}
	if err := manager.DeleteTag(ctx, &tags.Tag{ID: ids[1]}); err != nil {
		return err
	}
	if err := manager.DeleteCategory(ctx, &tags.Category{ID: category}); err != nil {
		return err
	}
	rest, err := manager.GetTags(ctx)
	if err != nil {
		return err
	}
	fmt.Println(len(rest))
	return client.Logout(ctx)
}
